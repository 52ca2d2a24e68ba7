// Where everything lies. A model is a block of memory of its own, written by src/physics/pack/model.ts: a header,
// then tables of 32-bit words (i32 and f32 mixed). A group is the state of four worlds. The scratch is what one step
// of one group needs in between; it is reused by every group, so that it stays in the first-level cache.
//
//     model    [header | bodies | joints | dofs | actuators | geoms | pairs | touches | start qpos]     32-bit words
//     group    [frozen | rows | counters | qpos | qvel | qacc | touch]                                  v128 slots
//     scratch  [temporaries | bodies | dofs | geoms | plane contacts | limits | pair contacts and their columns]
//
// Offsets into v128 blocks are in bytes; offsets into table rows are in words, as `same` of lanes.ts takes them.

/** Version of the model's layout; the packer writes it into word 0 of the header. */
export const MODEL_LAYOUT: i32 = 1;

// Header words.
export const HEADER_BODIES: usize = 1;
export const HEADER_JOINTS: usize = 2;
export const HEADER_DOFS: usize = 3;
export const HEADER_QPOS: usize = 4;
export const HEADER_ACTUATORS: usize = 5;
export const HEADER_GEOMS: usize = 6;
export const HEADER_PAIRS: usize = 7;
export const HEADER_LIMITS: usize = 8;
export const HEADER_PLANE_CONTACTS: usize = 9;
export const HEADER_PAIR_CONTACTS: usize = 10;
export const HEADER_TOUCHES: usize = 11;
export const HEADER_DAMPED: usize = 12;
export const HEADER_ITERATIONS: usize = 13;
export const HEADER_LINE_SEARCH: usize = 14;
export const HEADER_ORIGIN: usize = 15;
export const HEADER_TABLES: usize = 16; // byte offsets of the 8 tables from the start of the model
export const HEADER_TIMESTEP: usize = 24;
export const HEADER_GRAVITY: usize = 25; // x y z
export const HEADER_SPEED_BOUND: usize = 28; // a world in which some |qvel| passes this has blown up

// Body rows.
export const BODY_ROW: usize = 128; // bytes of a row
export const BODY_PARENT: usize = 0;
export const BODY_FIRST_JOINT: usize = 1;
export const BODY_JOINTS: usize = 2;
export const BODY_FIRST_DOF: usize = 3;
export const BODY_DOFS: usize = 4;
export const BODY_FREE: usize = 5; // moves freely: its first three degrees of freedom are the world's axes
export const BODY_PATH: usize = 6; // u64: a bit for each body from here up to a child of the world
export const BODY_POSITION: usize = 8; // in the parent's frame
export const BODY_QUATERNION: usize = 11;
export const BODY_MASS: usize = 15;
export const BODY_CENTRE: usize = 16; // centre of mass in the body's frame
export const BODY_INERTIA: usize = 19; // about it, in the body's axes: xx xy xz yy yz zz

// Joint rows.
export const JOINT_ROW: usize = 112;
export const JOINT_TYPE: usize = 0;
export const JOINT_QPOS: usize = 1;
export const JOINT_DOF: usize = 2;
export const JOINT_OFF_CENTRE: usize = 3;
export const JOINT_SPRING: usize = 4;
export const JOINT_LIMITED: usize = 5;
export const JOINT_AXIS: usize = 6;
export const JOINT_ANCHOR: usize = 9;
export const JOINT_REFERENCE: usize = 12;
export const JOINT_STIFFNESS: usize = 13;
export const JOINT_REST: usize = 14;
export const JOINT_LOW: usize = 15;
export const JOINT_HIGH: usize = 16;
export const JOINT_SOFTNESS: usize = 17; // SOFTNESS_* words
export const JOINT_BODY: usize = 24;
export const FREE: i32 = 0;
export const BALL: i32 = 1;
export const SLIDE: i32 = 2;
export const HINGE: i32 = 3; // as in mjtJoint

// How soft a constraint is: solimp, then stiffness K and damping B of its reference acceleration, and the diagonal
// approximation of J M⁻¹ Jᵀ. Seven words, part of other rows.
export const SOFT_LOW: usize = 0;
export const SOFT_HIGH: usize = 1;
export const SOFT_WIDTH: usize = 2;
export const SOFT_MIDPOINT: usize = 3;
export const SOFT_K: usize = 4;
export const SOFT_B: usize = 5;
export const SOFT_DIAGONAL: usize = 6;

// Degrees of freedom.
export const DOF_ROW: usize = 8;
export const DOF_DAMPING: usize = 0;
export const DOF_ARMATURE: usize = 1;

// Actuators: motors on hinges and slides.
export const ACTUATOR_ROW: usize = 16;
export const ACTUATOR_DOF: usize = 0;
export const ACTUATOR_GEAR: usize = 1;
export const ACTUATOR_LOW: usize = 2;
export const ACTUATOR_HIGH: usize = 3;

// Spheres and capsules, each with what its contact with the plane needs.
export const GEOM_ROW: usize = 128;
export const GEOM_BODY: usize = 0;
export const GEOM_CAPSULE: usize = 1;
export const GEOM_ON_PLANE: usize = 2; // GEOM_ON_PLANE: number of friction rows, 1 or 4; 0: never touches it
export const GEOM_POSITION: usize = 4;
export const GEOM_HALF_AXIS: usize = 7;
export const GEOM_RADIUS: usize = 10; // half axis: from the centre to an end's centre; of a sphere: axis z, length 1
export const GEOM_FRICTION: usize = 11;
export const GEOM_SOFTNESS: usize = 12; // with the plane
export const GEOM_NORMAL: usize = 19;
export const GEOM_HEIGHT: usize = 22; // the plane n·x = height
export const GEOM_TANGENT: usize = 23; // used where the capsule stands upright on the plane, and for spheres

// Pairs of geoms that may touch.
export const PAIR_ROW: usize = 64;
export const PAIR_FIRST: usize = 0;
export const PAIR_SECOND: usize = 1;
export const PAIR_NEAR: usize = 2; // PAIR_NEAR: square of the sum of the bounding radii
export const PAIR_SOFTNESS: usize = 3;

// Touch sensors.
export const TOUCH_ROW: usize = 80;
// The zone in its body's frame; shape 0: ellipsoid, 1: box.
export const TOUCH_BODY: usize = 0;
export const TOUCH_SHAPE: usize = 1;
export const TOUCH_SIZE: usize = 2;
export const TOUCH_POSITION: usize = 5;
export const TOUCH_AXES: usize = 8; // axes: 9 words

// Group: v128 slots.
export const GROUP_FROZEN: usize = 0; // mask of lanes whose world has blown up
export const GROUP_ROWS: usize = 16; // constraint rows of the last step, f32
// i32: Newton iterations so far, most pair contacts wanted beyond the room, 2 spare
export const GROUP_COUNTERS: usize = 32;
export const GROUP_QPOS: usize = 48;

// Scratch of a body, bytes.
export const BODY_SLOT: usize = 1232;
export const Q: usize = 0; // 4: orientation
export const P: usize = 64; // 3: position from the origin
export const R: usize = 112; // 9: orientation as a matrix
export const I: usize = 256; // 10: spatial inertia
export const V: usize = 416; // 6: velocity
export const C: usize = 512; // 6: acceleration when qacc is 0, gravity included
export const F: usize = 608; // 6: force
// 21: articulated inertia, upper triangle by rows; after factoring, what is left for the parent
export const IA: usize = 704;
export const DA: usize = 1040; // 6: change of acceleration along the Newton step
export const A: usize = 1136; // 6: acceleration S·qacc of the iterate (without C)

// Scratch of a degree of freedom, bytes.
export const DOF_SLOT: usize = 320;
export const S: usize = 0; // 6: motion axis
export const U: usize = 96; // 6: IA S
export const INVERSE: usize = 192; // 1 / (Sᵀ IA S + diagonal)
export const X: usize = 208; // acceleration, the unknown
export const STEP: usize = 224; // Newton step
export const GRADIENT: usize = 240; // its negative
export const SMOOTH: usize = 256; // smooth force: everything but constraints
export const REDUCED: usize = 272; // right side after the backward pass
export const DIAGONAL: usize = 288; // armature and what else adds to the diagonal
export const DAMPED: usize = 304; // of the implicit damping: right side, then solution

// Scratch of a geom.
export const GEOM_SLOT: usize = 96;
export const CENTRE: usize = 0; // 3
export const HALF_AXIS: usize = 48; // 3

// A contact with the plane: four rows, one for each edge d of the friction pyramid.
export const PLANE_SLOT: usize = 400;
export const CONTACT_POINT: usize = 0; // 3
export const CONTACT_EDGES: usize = 48; // 4 × 3
export const CONTACT_WEIGHT: usize = 240; // D, zero in lanes without this contact
export const CONTACT_J: usize = 256; // 4: J x − aref
export const CONTACT_DJ: usize = 320; // 4: J step
export const CONTACT_BODY: usize = 384; // i32
export const CONTACT_GEOM: usize = 388; // i32

// A joint at its limit: one row.
export const LIMIT_SLOT: usize = 96;
export const LIMIT_SIGN: usize = 0;
export const LIMIT_WEIGHT: usize = 16;
export const LIMIT_J: usize = 32;
export const LIMIT_DJ: usize = 48;
export const LIMIT_DOF: usize = 64;
export const LIMIT_BODY: usize = 68;

// A contact between two bodies: one row, J x = w · (a₂ − a₁).
export const PAIR_SLOT: usize = 224;
export const PAIR_WEIGHT: usize = 0;
export const PAIR_J: usize = 16;
export const PAIR_DJ: usize = 32;
export const PAIR_ACTIVE: usize = 48; // D where the row pushes, else 0
export const PAIR_WRENCH: usize = 64; // 6: (p × n, n)
export const PAIR_POINT: usize = 160; // 3
export const PAIR_BODIES: usize = 208; // 2 × i32

// What low-rank.ts keeps of a pair contact that pushes.
export const COLUMN_SLOT: usize = 48;
export const COLUMN_ROOT: usize = 0; // √w
export const COLUMN_SOLUTION: usize = 16; // right side, then solution
export const COLUMN_PATH: usize = 32; // u64: bodies on the way from either to the root
