// What lies where in the memory of the physics, written once. scripts/derive-layout.mjs makes of it layout.ts and
// bound.ts here, for the kernels, and src/physics/layout.generated.ts for the packer: no offset is a number written by hand.
//
//     model    [header | a table after the other]                                            32-bit words
//     group    the state of four worlds                                                      vectors, one lane a world
//     scratch  what one step of one group needs in between, used again by every group, so
//              that it stays in the first-level cache                                         vectors
//
// A model is a block of memory of its own, written by src/physics/pack/model.ts. A field is [type, what it is]. Types of
// words: 'i32', 'f32', 'u64' and 'f64' (two words, aligned), each with a length in brackets if there are several. In slots 'v'
// is a vector, a number for each of the four worlds; the others are one number for all of them, or of one world at a time.

/** Version of the model's layout, word 0 of the header. To be raised whenever header or tables change. */
export const LAYOUT = 3;

/** Words at the head of a model; the byte offsets of the tables from the start of the model come after them. */
export const HEADER = {
  layout: ['i32', 'LAYOUT'],
  qposCount: ['i32', 'numbers of qpos'],
  mocapCount: ['i32', 'numbers of the poses of mocap bodies: positions of all, then quaternions of all'],
  sparsityCapacity: ['i32', 'two rows for each degree of freedom'],
  singleCapacity: ['i32', 'most rows at one degree of freedom'],
  contactCapacity: ['i32', 'room for contacts'],
  convexIterations: ['i32', 'bound on the iterations of the convex routine; 0: no pair needs it'],
  featureCapacity: ['i32', 'most faces around a corner of a geom'],
  cornerCapacity: ['i32', 'most corners of a face'],
  foundCapacity: ['i32', 'most contacts of a pair whose collider does one world at a time'],
  convexTurns: ['i32', '1: geoms in contact are turned a little, to find more contacts (multiccd)'],
  convexTolerance: ['f32', 'metres to which the convex routine finds distances'],
  linkCapacity: [
    'i32',
    'most links: constraints that are no contacts and reach over several degrees of freedom',
  ],
  jacobianCapacity: ['i32', 'room for the Jacobians of contacts, numbers'],
  stiffenedCapacity: ['i32', 'numbers of the largest Jacobian of a contact or link'],
  hessian: ['i32', 'TREE or JOINT_SPACE: how the Hessian is held and factored'],
  columnCapacity: ['i32', 'along the tree: most contacts between two bodies that move'],
  elliptic: ['i32', '1: cones of friction are elliptic, 0: pyramids'],
  integrator: ['i32', 'EULER, EULER_DAMPED, IMPLICIT_FAST or RUNGE_KUTTA'],
  iterationLimit: ['i32', 'bound on Newton iterations'],
  lineSearchLimit: ['i32', 'bound on the steps of a line search'],
  originQpos: [
    'i32',
    'address in qpos of the free joint whose body is the origin of all positions; -1: the origin of the world',
  ],
  timestep: ['f32', 'seconds'],
  gravity: ['f32[3]', 'm/s²'],
  actCount: ['i32', 'activation states'],
  wind: ['f32[3]', 'velocity of the fluid, m/s'],
  speedBound: ['f32', 'a world in which some |qvel| passes this has blown up'],
};

/**
 * How soft a constraint is, words of other rows: solimp, then what solref makes of it. Its impedance is low at 0 and high at
 * the width, between them, with x = |r| / width, low + y (high − low), y = rising · x^power up to the midpoint, 1 − settling · (1 − x)^power after it.
 */
export const SOFT = {
  slack: ['f32', '1 − high, which f32 tells better than high'],
  range: ['f32', 'high − low'],
  perWidth: ['f32', '1 / width'],
  midpoint: ['f32', ''],
  power: ['f32', ''],
  rising: ['f32', 'midpoint^(1 − power)'],
  settling: ['f32', '(1 − midpoint)^(1 − power)'],
  K: ['f32', 'stiffness of the reference acceleration'],
  B: ['f32', 'its damping'],
  diagonal: ['f32', 'approximation of the diagonal of J M⁻¹ Jᵀ'],
};

/** Tables of a model, one row a thing, in the order in which they lie. The number of rows is a word of the header. */
export const TABLES = {
  body: {
    plural: 'bodies',
    about: 'Bodies, parents first; the first is the world.',
    fields: {
      parent: ['i32', ''],
      firstJoint: ['i32', ''],
      joints: ['i32', 'how many'],
      firstDof: ['i32', ''],
      dofs: ['i32', 'how many'],
      free: ['i32', "moves freely: its first three degrees of freedom are the world's axes"],
      moves: ['i32', '1: some degree of freedom moves it'],
      mocap: ['i32', 'number of a body whose pose is a part of the state, from 1 on; 0: it is none'],
      path: [
        'u64',
        'a bit for each body from here up to a child of the world; meaningless with more than 64 bodies',
      ],
      position: ['f32[3]', "in the parent's frame"],
      quaternion: ['f32[4]', ''],
      mass: ['f32', ''],
      centre: ['f32[3]', "centre of mass in the body's frame"],
      inertia: ['f32[6]', "about it, in the body's axes: xx xy xz yy yz zz"],
    },
  },
  joint: {
    plural: 'joints',
    about: 'Joints.',
    fields: {
      type: ['i32', 'FREE, BALL, SLIDE or HINGE'],
      qpos: ['i32', 'first number in qpos'],
      dof: ['i32', 'first degree of freedom'],
      offCentre: ['i32', '1: the anchor is not the origin of the body'],
      limited: ['i32', '1: a hinge or slide with a range'],
      axis: ['f32[3]', ''],
      anchor: ['f32[3]', "in the body's frame"],
      reference: ['f32', 'position at which the body is as the model places it'],
      low: ['f32', ''],
      high: ['f32', ''],
      margin: ['f32', 'of the limit'],
      softness: ['SOFT', 'of the limit'],
      body: ['i32', ''],
      span: ['i32', 'of a ball joint with a range: its degrees of freedom'],
    },
  },
  dof: {
    plural: 'dofs',
    about: 'Degrees of freedom.',
    fields: {
      body: ['i32', ''],
      damping: ['f32', ''],
      armature: ['f32', ''],
      motion: ['i32', 'SCREW, TURN or SLIDE: which parts its motion has, about the position of its body'],
      tree: ['u64[2]', 'a bit for each degree of freedom from here up to the root: the row of M'],
      frictionLoss: ['f32', 'N·m or N; 0: none'],
      softness: ['SOFT', 'of the friction loss'],
    },
  },

  // ---- Passive forces.
  dampingTerm: {
    plural: 'dampingTerms',
    about:
      'Degrees of freedom whose damping grows with speed: force −v (damping + quadratic |v| + cubic v²).',
    fields: { dof: ['i32', ''], quadratic: ['f32', ''], cubic: ['f32', ''] },
  },
  spring: {
    plural: 'springs',
    about: 'Springs of joints: force −x (stiffness + quadratic x + cubic x²).',
    fields: {
      type: ['i32', 'of its joint'],
      qpos: ['i32', ''],
      dof: ['i32', ''],
      stiffness: ['f32', ''],
      quadratic: ['f32', ''],
      cubic: ['f32', ''],
      rest: ['f32[7]', 'qpos at rest: one number of a hinge or slide, four of a ball, seven of a free joint'],
    },
  },
  compensation: {
    plural: 'compensations',
    about: 'Gravity compensation: a row for each body, or none at all.',
    fields: {
      share: ['f32', 'of its own weight that is held up'],
      mass: ['f32', 'share · mass, summed over the body and what hangs on it'],
    },
  },
  compensatedDof: {
    plural: 'compensatedDofs',
    about: 'Degrees of freedom that a compensated body hangs on.',
    fields: {
      dof: ['i32', ''],
      body: ['i32', ''],
      actuated: ['i32', '1: counts as a force of actuators, which have limits here'],
    },
  },
  fluidBox: {
    plural: 'fluidBoxes',
    about: 'Bodies that a fluid acts on as on the box with their inertia.',
    fields: {
      body: ['i32', ''],
      axes: ['f32[9]', "of its inertia, in the body's frame, by rows"],
      torque: ['f32', 'viscous, at 1 rad/s'],
      force: ['f32', 'viscous, at 1 m/s'],
      quadraticTorque: ['f32[3]', 'along each axis'],
      quadraticForce: ['f32[3]', ''],
    },
  },
  fluidEllipsoid: {
    plural: 'fluidEllipsoids',
    about: 'Geoms that a fluid acts on as on an ellipsoid; the density is in all coefficients.',
    fields: {
      body: ['i32', ''],
      position: ['f32[3]', "in the body's frame"],
      axes: ['f32[9]', 'by rows'],
      virtualMass: ['f32[3]', ''],
      virtualInertia: ['f32[3]', ''],
      normal: ['f32[3]', 'squares of the products of the other two semiaxes, over the largest of them'],
      area: ['f32', 'π √largest: scale of the projected area'],
      magnus: ['f32', ''],
      kutta: ['f32', ''],
      viscousForce: ['f32', ''],
      viscousTorque: ['f32', ''],
      blunt: ['f32', 'drag of the area that faces the flow, less that of what does not'],
      slender: ['f32', 'drag of the whole largest section'],
      angular: ['f32[3]', 'drag about each axis'],
    },
  },

  // ---- What has a length and a Jacobian: tendons, and what actuators act on that is not a hinge or a slide.
  tendon: {
    plural: 'tendons',
    about:
      "Tendons in MuJoCo's order, then transmissions of actuators to sites, cranks, ball and free joints, one for each such actuator.",
    fields: {
      kind: ['i32', 'TENDON_FIXED, TENDON_SPATIAL …'],
      firstPart: ['i32', 'of its kind'],
      parts: ['i32', ''],
      firstDof: ['i32', 'in the list of degrees of freedom that it may move'],
      dofs: ['i32', ''],
    },
  },
  tendonDof: {
    plural: 'tendonDofs',
    about: 'The degrees of freedom of tendons, one list after the other.',
    fields: { dof: ['i32', ''] },
  },
  tendonJoint: {
    plural: 'tendonJoints',
    about: 'Parts of fixed tendons: length Σ coefficient · qpos.',
    fields: { qpos: ['i32', ''], column: ['i32', 'in the list of tendonDofs'], coefficient: ['f32', ''] },
  },
  segment: {
    plural: 'segments',
    about: 'Parts of spatial tendons: from a site to the next, or around a sphere or cylinder between them.',
    fields: {
      fromBody: ['i32', ''],
      from: ['f32[3]', "in that body's frame"],
      toBody: ['i32', ''],
      to: ['f32[3]', ''],
      share: ['f32', '1 / divisor of the pulley'],
      firstLever: ['i32', ''],
      levers: ['i32', ''],
      wrap: ['i32', 'WRAP_NOTHING, WRAP_SPHERE or WRAP_CYLINDER'],
      inside: ['i32', '1: through the inside, where the side site is'],
      sided: ['i32', '1: there is a side site'],
      wrapBody: ['i32', ''],
      position: ['f32[3]', "of what it goes around, in that body's frame"],
      axes: ['f32[9]', ''],
      radius: ['f32', ''],
      sideBody: ['i32', ''],
      side: ['f32[3]', ''],
    },
  },
  lever: {
    plural: 'levers',
    about:
      'Degrees of freedom that two pulls act on, each a force and a torque at a point: what they add to the Jacobian.',
    fields: {
      dof: ['i32', ''],
      column: ['i32', 'in the list of tendonDofs'],
      first: ['f32', ''],
      second: ['f32', ''],
    },
  },
  transmission: {
    plural: 'transmissions',
    about: 'The part of a transmission to sites or to a ball or free joint.',
    fields: {
      dof: ['i32', 'first of a joint'],
      qpos: ['i32', 'of its quaternion'],
      inParent: ['i32', "1: the gear's axes do not turn with the joint"],
      gear: ['f32[6]', 'along, about'],
      body: ['i32', 'of the site, or of the pin of a crank'],
      position: ['f32[3]', ''],
      quaternion: ['f32[4]', ''],
      otherBody: ['i32', 'of the site it is measured from, or of the slider'],
      otherPosition: ['f32[3]', ''],
      otherQuaternion: ['f32[4]', ''],
      rod: ['f32', 'length of the connecting rod of a crank'],
      firstLever: ['i32', ''],
      levers: ['i32', ''],
    },
  },
  tendonSpring: {
    plural: 'tendonSprings',
    about: 'Springs and damping of tendons, as of joints; no force within [low, high].',
    fields: {
      tendon: ['i32', ''],
      low: ['f32', ''],
      high: ['f32', ''],
      stiffness: ['f32', ''],
      stiffnessQuadratic: ['f32', ''],
      stiffnessCubic: ['f32', ''],
      damping: ['f32', ''],
      dampingQuadratic: ['f32', ''],
      dampingCubic: ['f32', ''],
    },
  },

  // ---- Actuation.
  motor: {
    plural: 'motors',
    about: 'Actuators on a hinge or slide without limits of force, whose force is gear · control.',
    fields: {
      control: ['i32', ''],
      dof: ['i32', ''],
      gear: ['f32', 'force for a control of 1'],
      low: ['f32', 'range of the control, infinite if there is none'],
      high: ['f32', ''],
    },
  },
  actuator: {
    plural: 'actuators',
    about:
      'All other actuators: force = gain(length, velocity) · (control or activation) + bias(length, velocity).',
    fields: {
      control: ['i32', ''],
      low: ['f32', 'range of the control, infinite if there is none'],
      high: ['f32', ''],
      tendon: ['i32', 'on which it acts; −1: a hinge or slide'],
      dof: ['i32', 'of the hinge or slide'],
      qpos: ['i32', ''],
      gear: ['f32', 'length of the actuator for one of the tendon or joint'],
      activation: ['i32', 'its row; −1: none, the control counts'],
      early: ['i32', "1: the activation at the step's end counts"],
      period: ['f32', 'of a control that is an angle, else 0: what is nearest to the length counts'],
      gain: ['f32[3]', 'constant, per length, per velocity'],
      bias: ['f32[3]', ''],
      gainMuscle: ['i32', 'row of a muscle in place of `gain`; −1: none'],
      biasMuscle: ['i32', ''],
      forceLow: ['f32', ''],
      forceHigh: ['f32', ''],
    },
  },
  muscle: {
    plural: 'muscles',
    about: 'Force curves of muscles, lengths relative to the optimal one.',
    fields: {
      peak: ['f32', 'force'],
      lengthLow: ['f32', "end of the actuator's range of lengths"],
      rangeLow: ['f32', 'what that is, relative'],
      perLength: ['f32', '1 / optimal length'],
      perVelocity: ['f32', '1 / (optimal length · largest velocity)'],
      low: ['f32', 'relative lengths beyond which there is no active force'],
      high: ['f32', ''],
      fastest: ['f32', 'active force at lengthening without bound, relative'],
      passive: ['f32', 'passive force at `high`, relative'],
    },
  },
  activation: {
    plural: 'activations',
    about: 'States of actuators: rate d, at the end of the step low ≤ act + advance · d ≤ high.',
    fields: {
      kind: ['i32', 'ACTIVATION_HELD, ACTIVATION_INTEGRATOR …'],
      state: ['i32', 'in act'],
      control: ['i32', ''],
      controlLow: ['f32', ''],
      controlHigh: ['f32', ''],
      advance: ['f32', 'the timestep, or what stands for it in an exact filter'],
      rise: ['f32', 'time constant'],
      fall: ['f32', 'of a muscle: of the way down'],
      smoothing: ['f32', 'of a muscle: width of the change from one to the other'],
      low: ['f32', 'infinite if there is no range'],
      high: ['f32', ''],
      tendon: ['i32', 'whose length a state that is an angle stays near'],
      period: ['f32', 'of such a state, else 0'],
    },
  },
  tendonForceLimit: {
    plural: 'tendonForceLimits',
    about: 'Limits of the sum of the actuator forces on a tendon.',
    fields: { tendon: ['i32', ''], low: ['f32', ''], high: ['f32', ''] },
  },
  jointForceLimit: {
    plural: 'jointForceLimits',
    about: 'Limits of the sum of the actuator forces on a hinge or slide.',
    fields: { dof: ['i32', ''], low: ['f32', ''], high: ['f32', ''] },
  },
  geom: {
    plural: 'geoms',
    about: 'Geoms that can touch something.',
    fields: {
      body: ['i32', ''],
      type: ['i32', 'GEOM_PLANE …'],
      position: ['f32[3]', "in the body's frame"],
      axes: ['f32[9]', "orientation in the body's frame, a matrix by rows"],
      size: ['f32[3]', 'as geom_size of MuJoCo'],
      bound: ['f32', 'radius of the sphere around it'],
      meshRow: ['i32', 'of its hull; -1: has none'],
      heightFieldRow: ['i32', '-1: is none'],
      surfaceRow: ['i32', 'of the velocity of its surface; -1: has none'],
    },
  },
  surface: {
    plural: 'surfaces',
    about: 'Surfaces that move while their geoms stay, such as conveyor belts.',
    fields: {
      velocity: ['f32[6]', "in the geom's frame: of a point at its centre, m/s, then about it, rad/s"],
    },
  },
  pair: {
    plural: 'pairs',
    about: 'Pairs of geoms that may touch, in the order in which MuJoCo tests them.',
    fields: {
      first: ['i32', 'row of the geom whose type has the lower number'],
      second: ['i32', ''],
      kind: ['i32', 'types of both: 8 · the first + the second'],
      near: [
        'f32',
        'margin included: of planes how high the centre may be, else the square of how far apart',
      ],
      margin: ['f32', 'a contact is detected up to this distance'],
      active: ['f32', 'and makes rows below this one'],
      condim: ['i32', '1, 3, 4 or 6'],
      friction: ['f32[5]', 'sliding along both tangents, spinning, rolling about both'],
      softness: ['SOFT', 'its diagonal is that of the first row'],
      cone: ['f32', 'μ of an elliptic cone: sliding friction / √impratio'],
      frictionDamping: ['f32', 'B of the friction rows of an elliptic cone (solreffriction), whose K is 0'],
      span: ['i32', 'of the degrees of freedom that it moves'],
      driven: ['i32', '1: the surface of one of them has a velocity'],
    },
  },
  mesh: {
    plural: 'meshes',
    about: 'Convex hulls of meshes, in the frames of their geoms.',
    fields: {
      firstVertex: ['i32', ''],
      vertices: ['i32', 'how many'],
      firstFace: ['i32', ''],
      faces: ['i32', 'how many; 0: only the vertices are known'],
    },
  },
  vertex: {
    plural: 'vertices',
    about: 'Vertices of hulls.',
    fields: {
      position: ['f32[3]', ''],
      firstEdge: ['i32', ''],
      edges: ['i32', 'how many meet here, as many as faces'],
    },
  },
  edge: {
    plural: 'edges',
    about: 'Edges of hulls, once from either vertex: a vertex and one of the faces around it.',
    fields: {
      face: ['i32', 'in which'],
      end: ['i32', 'this vertex of the hull comes before'],
    },
  },
  hullFace: {
    plural: 'hullFaces',
    about: 'Faces of hulls, convex polygons.',
    fields: { normal: ['f32[3]', 'outward'], firstCorner: ['i32', ''], corners: ['i32', 'how many'] },
  },
  hullCorner: {
    plural: 'hullCorners',
    about: 'Corners of faces of hulls, counter-clockwise as seen from outside.',
    fields: { vertex: ['i32', 'of the hull'] },
  },
  heightField: {
    plural: 'heightFields',
    about: "Height fields: a grid of heights over a rectangle around the origin of its geom's frame.",
    fields: {
      size: ['f32[4]', 'half widths along x and y, what a height of 1 is high, depth of the base below 0'],
      rows: ['i32', 'of the grid, along y'],
      columns: ['i32', 'along x'],
      firstHeight: ['i32', 'of those row by row'],
    },
  },
  height: {
    plural: 'heights',
    about: 'Heights of height fields, one grid after the other.',
    fields: { height: ['f32', 'from 0 to 1'] },
  },
  span: {
    plural: 'spans',
    about:
      'What a constraint reaches: the degrees of freedom that move one body relative to another, from the lowest number on.',
    fields: {
      first: ['i32', 'row of the table of their degrees of freedom'],
      length: ['i32', 'how many'],
      mask: ['u64[2]', 'a bit for each'],
      branches: ['i32', '1: they are not all on one way to the root, so that they couple what M does not'],
    },
  },
  spanDof: {
    plural: 'spanDofs',
    about: 'Degrees of freedom of spans.',
    fields: {
      dof: ['i32', ''],
      sign: ['f32', '1: it moves the second body, -1: the first, 0: both'],
    },
  },
  tendonLimit: {
    plural: 'tendonLimits',
    about: 'Tendons with a range.',
    fields: {
      tendon: ['i32', ''],
      low: ['f32', 'length'],
      high: ['f32', ''],
      margin: ['f32', ''],
      softness: ['SOFT', ''],
      span: ['i32', 'of the degrees of freedom of the tendon'],
    },
  },
  tendonFriction: {
    plural: 'tendonFrictions',
    about: 'Tendons with dry friction.',
    fields: {
      tendon: ['i32', ''],
      loss: ['f32', 'N'],
      softness: ['SOFT', ''],
      span: ['i32', 'of the degrees of freedom of the tendon'],
    },
  },
  equality: {
    plural: 'equalities',
    about:
      'Equality constraints that are active. Points and turns are in the frames of the bodies; what a kind does not use is 0.',
    fields: {
      type: ['i32', 'CONNECT, WELD, JOINT or TENDON'],
      first: ['i32', 'body, joint or tendon'],
      second: ['i32', 'the same; -1: none'],
      rest: ['f32[2]', 'of joints their positions in the model, of tendons their lengths'],
      ancestor: ['i32', 'the nearest body that both hang on, or are: from there points are compared'],
      firstPoint: ['f32[3]', 'that is to be where secondPoint is'],
      secondPoint: ['f32[3]', ''],
      firstTurn: ['f32[4]', 'quaternion of the frame of a weld that is to be turned as that of secondTurn'],
      secondTurn: ['f32[4]', ''],
      torqueScale: ['f32', 'of the rows of rotation, metres'],
      polynomial: ['f32[5]', 'position of the first joint by that of the second, from the constant on'],
      softness: ['SOFT', 'its diagonal is that of rows of translation'],
      turnDiagonal: ['f32', 'of rows of rotation'],
      span: ['i32', 'of all degrees of freedom that move either'],
    },
  },
  start: {
    plural: 'start',
    count: 'qposCount',
    about: 'qpos at which a world starts.',
    fields: { qpos: ['f32', ''] },
  },
};

/**
 * Rows of the tables that say what to gather for a task, see sense/gather.ts; blocks of their own, not of the model. Zero is
 * the default of every field. A frame is a body's, or one fixed to it.
 */
export const READ = {
  kind: ['i32', 'READ_STATE …'],
  index: ['i32', 'slot of the state, body, degree of freedom, control … by the kind'],
  count: ['i32', 'numbers'],
  output: ['i32', 'first word in the row that is written'],
  point: ['f32[3]', "of the frame, in the body's"],
  turned: ['i32', "1: the frame has other axes than the body's"],
  rotation: ['f32[9]', 'those axes as columns of a matrix by rows'],
  turn: ['f32[4]', 'the same as a quaternion'],
  own: ['i32', "1: along the frame's own axes, not the world's"],
  relative: ['i32', '1: seen from another frame'],
  otherBody: ['i32', 'its body'],
  otherPoint: ['f32[3]', ''],
  otherTurned: ['i32', ''],
  otherRotation: ['f32[9]', ''],
  otherTurn: ['f32[4]', ''],
  vector: [
    'f32[3]',
    'what is fixed in a frame, the sizes of a zone, or the focal lengths of a camera in pixels',
  ],
  scale: ['f32', 'of a state, a tendon or a control'],
  low: ['f32', 'range of a control; the middle of an image in pixels'],
  high: ['f32', ''],
  zone: ['i32', 'type of a zone, GEOM_SPHERE …'],
  firstKind: ['i32', 'TOUCHING_ANYTHING …: between what contacts are'],
  firstIndex: ['i32', 'geom, body or root of a subtree'],
  secondKind: ['i32', ''],
  secondIndex: ['i32', ''],
  fields: ['i32', 'of contacts, a bit for each, as in mjtConDataField'],
  reduce: ['i32', 'REDUCE_NONE …'],
  slots: ['i32', 'contacts told of; rows of targets that follow'],
  cutoff: ['i32', '1: no number is above the limit, 2: nor below its negative'],
  limit: ['f32', ''],
};

/** Whole numbers with names. */
export const ENUMS = {
  geom: {
    about: 'Types of geoms, as in mjtGeom.',
    prefix: 'geom',
    values: { plane: 0, hfield: 1, sphere: 2, capsule: 3, ellipsoid: 4, cylinder: 5, box: 6, mesh: 7 },
  },
  joint: {
    about: 'Types of joints, as in mjtJoint.',
    values: { free: 0, ball: 1, slide: 2, hinge: 3 },
  },
  equality: {
    about: 'Kinds of equality constraints, as in mjtEq.',
    prefix: 'equality',
    values: { connect: 0, weld: 1, joint: 2, tendon: 3 },
  },
  hessian: {
    about: 'Ways to hold and factor the Hessian.',
    prefix: 'hessian',
    values: { jointSpace: 0, tree: 1 },
  },
  motion: {
    about:
      'Motions of degrees of freedom: a general one, a turn about the position of the body, along a line.',
    prefix: 'motion',
    values: { screw: 0, turn: 1, slide: 2 },
  },
  integrator: {
    about: 'Ways to take a step: damping explicit or implicit, and that of the actuators too.',
    prefix: 'integrator',
    values: { euler: 0, eulerDamped: 1, implicitFast: 2, rungeKutta: 3 },
  },
  tendon: {
    about: 'Kinds of tendons and of transmissions with a Jacobian of their own.',
    prefix: 'tendon',
    values: { fixed: 0, spatial: 1, site: 2, relativeSite: 3, crank: 4, ballJoint: 5, freeJoint: 6 },
  },
  wrap: {
    about: 'What a spatial tendon goes around.',
    prefix: 'wrap',
    values: { nothing: 0, sphere: 1, cylinder: 2 },
  },
  activation: {
    about: 'Dynamics of activations.',
    prefix: 'activation',
    values: { held: 0, integrator: 1, filter: 2, muscle: 3 },
  },
  read: {
    about:
      'Kinds of reads. Of the state: its numbers, scaled or not, the length of a quaternion made 1; of where things are; of how they move; of the last step, from `acceleration` on.',
    prefix: 'read',
    values: Object.fromEntries(
      [
        'state',
        'scaledState',
        'unitQuaternion',
        // Where things are.
        'pointOfBody',
        'axes',
        'quaternion',
        'direction',
        'field',
        'inside',
        'projection',
        'range',
        'subtreeCentre',
        'potentialEnergy',
        'limitDistance',
        'tendonLength',
        // How they move.
        'velocity',
        'angularVelocity',
        'subtreeVelocity',
        'subtreeMomentum',
        'kineticEnergy',
        'limitVelocity',
        'tendonVelocity',
        // The last step.
        'acceleration',
        'angularAcceleration',
        'force',
        'torque',
        'limitForce',
        'motorForce',
        'actuatorForce',
        'jointActuation',
        'tendonActuation',
        'touch',
        'contactForce',
        'contacts',
        // A row of another read: a geom that a ray may meet.
        'target',
      ].map((name, value) => [name, value]),
    ),
  },
  touching: {
    about: 'Between what contacts are.',
    prefix: 'touching',
    values: { anything: 0, geom: 1, body: 2, subtree: 3, zone: 4 },
  },
  reduce: {
    about:
      'Which contacts are told of, as in the sensor contact: the first, the deepest, those with most force, their sum.',
    prefix: 'reduce',
    values: { none: 0, minDistance: 1, maxForce: 2, netForce: 3 },
  },
};

/** The state of four worlds: first what every group has, then lists as long as a count of the header. */
export const GROUP = {
  fixed: {
    frozen: ['v', 'mask of lanes whose world has blown up'],
    rows: ['v', 'constraint rows of the last step'],
    counters: ['i32[4]', 'Newton iterations so far, most contacts wanted beyond the room, 2 spare'],
  },
  lists: { qpos: 'qposCount', qvel: 'dofCount', act: 'actCount', mocap: 'mocapCount', qacc: 'dofCount' },
};

/** Slots of the scratch: their names in the kernels are those of their fields, with the prefix before them. */
export const SLOTS = {
  body: {
    count: 'bodyCount',
    about: 'Scratch of a body.',
    prefix: '',
    fields: {
      Q: ['v[4]', 'orientation'],
      P: ['v[3]', 'position from the origin'],
      arm: ['v[3]', 'from the position of the parent to that of the body'],
      R: ['v[9]', 'orientation as a matrix'],
      I: ['v[10]', 'spatial inertia'],
      composite: ['v[10]', 'spatial inertia of the body and all that hangs on it'],
      V: ['v[6]', 'velocity'],
      C: ['v[6]', 'acceleration when qacc is 0, gravity included'],
      A: ['v[6]', 'acceleration, gravity included; where something is read of it'],
      F: ['v[6]', 'force'],
      own: [
        'v[21]',
        'along the tree: inertia and stiffness of its contacts with what does not move, upper triangle by rows',
      ],
      rest: [
        'v[21]',
        'what is left of that and of what hangs on it without its degrees of freedom; about the parent in the end',
      ],
      along: ['v[6]', 'acceleration along the Newton step'],
    },
  },
  dof: {
    count: 'dofCount',
    about: 'Scratch of a degree of freedom.',
    prefix: '',
    fields: {
      S: ['v[6]', 'motion axis'],
      smooth: ['v', 'smooth force: everything but constraints'],
      actuation: ['v', 'force of actuators that are not motors'],
      damper: ['v', '−∂ damping force / ∂ its velocity'],
      drag: ['v', 'the same with what actuators on this joint add'],
      U: ['v[6]', 'along the tree: rest · S, when it is eliminated'],
      inverse: ['v', '1 / (S · U + diagonal)'],
      diagonal: ['v', 'armature, and the weights of its rows that are springs'],
      reduced: ['v', 'right side of the step, half solved'],
    },
  },
  tree: {
    count: '1',
    about: 'What has changed since the Hessian was factored along the tree: a bit for each body.',
    prefix: 'tree',
    fields: {
      changed: ['u64', 'a row at its motion has'],
      affected: ['u64', 'it has to be factored again: one such, or above one'],
      forced: ['u64', 'it has a force that is not in the descent yet'],
      columns: ['i32', 'how many columns are in use'],
      stale: ['i32', '1: they have to be made again'],
    },
  },
  column: {
    count: 'columnCapacity',
    about: 'A contact between two bodies that move, of those that push, see solve/tree/low-rank.ts.',
    prefix: 'column',
    fields: {
      root: ['v', '√w'],
      solution: ['v', 'right side, then solution'],
      path: ['u64', 'bodies on the way from either to the root'],
    },
  },
  sparsity: {
    count: 'sparsityCapacity',
    about:
      'Which entries of the lower triangle of a matrix are not zero: a row for each degree of freedom for M, then one for the Hessian.',
    prefix: 'sparsity',
    fields: {
      mask: ['u64[2]', 'of a row: a bit for each column, up to the diagonal'],
      below: ['u64[2]', 'of the column: a bit for each row under the diagonal'],
      runs: ['i32', 'how many runs of neighbours the columns of the row are, in order'],
      bounds: ['i32[128]', 'first column and the one after the last of each, in bytes'],
    },
  },
  compensation: {
    count: 'compensationCount',
    about: 'Scratch of a body when there is gravity compensation.',
    prefix: 'compensation',
    fields: { moment: ['v[3]', 'Σ share · mass · centre, of the body and what hangs on it'] },
  },
  tendon: {
    count: 'tendonCount',
    about: 'Scratch of a tendon (or other transmission).',
    prefix: 'tendon',
    fields: {
      length: ['v', ''],
      velocity: ['v', ''],
      force: ['v', 'of actuators, along it'],
      drag: ['v', '−∂ force along it / ∂ its velocity, of its own damping and of actuators'],
    },
  },
  tendonDof: {
    count: 'tendonDofCount',
    about: 'The Jacobian of tendons, sparse.',
    prefix: 'tendonDof',
    fields: { moment: ['v', '∂ length / ∂ q'] },
  },
  actuator: {
    count: 'actuatorCount',
    about: 'Scratch of an actuator that is not a motor.',
    prefix: 'actuator',
    fields: {
      force: ['v', ''],
      speedGain: ['v', '∂ force / ∂ its velocity'],
    },
  },
  activation: {
    count: 'activationCount',
    about: 'Scratch of an activation.',
    prefix: 'activation',
    fields: { rate: ['v', ''], next: ['v', 'its value at the end of the step'] },
  },
  geom: {
    count: 'geomCount',
    about: 'Scratch of a geom.',
    prefix: '',
    fields: {
      centre: ['v[3]', 'from the origin'],
      rotation: ['v[9]', 'a matrix by rows; of spheres and capsules only its third column, axis z'],
      halfAxis: ['v[3]', "of capsules: from the centre to an end's centre"],
    },
  },
  contact: {
    count: 'contactCapacity',
    about:
      'A contact, and its rows: one if it has no friction, else two for each direction of friction, or with an elliptic cone its components.',
    prefix: 'contact',
    fields: {
      distance: ['v', 'of the surfaces, negative where they penetrate'],
      mask: ['v', 'lanes that have it'],
      point: ['v[3]', 'midway between the surfaces, from the origin'],
      frame: ['v[9]', 'by rows: the normal, from the first geom to the second, and two tangents'],
      weight: ['v', 'D of its rows, zero in lanes without it'],
      J: ['v[10]', 'J x − aref of the rows, of an elliptic cone scaled'],
      DJ: ['v[10]', 'J step'],
      size: ['v', 'of an elliptic cone: square of aref, scaled'],
      rate: ['v[6]', 'how fast the components change: their velocity, then along the step'],
      pair: ['i32', 'row of the table of pairs'],
      first: ['i32', 'along the tree: the first body; 0: does not move'],
      second: ['i32', 'the second'],
      jacobian: ['i32', 'address of the components by the degrees of freedom of the span'],
    },
  },
  // Of colliders that do one world at a time (collision/lanes.ts):
  found: {
    count: 'foundCapacity',
    about: 'The i-th contact of two geoms, in all worlds in which it was found.',
    prefix: 'staged',
    fields: {
      lanes: ['v', '0: not found in this one'],
      distance: ['v', ''],
      point: ['v[3]', ''],
      normal: ['v[3]', ''],
    },
  },
  solid: {
    count: '2',
    about: 'A geom as it is in one world.',
    prefix: 'solid',
    fields: {
      centre: ['f64[3]', ''],
      rotation: ['f64[9]', "by rows; columns are the geom's axes"],
      size: ['f64[3]', ''],
      type: ['i32', ''],
      margin: ['f64', 'by half of which it is thickened all around'],
      vertex: ['i32', 'box and mesh: the corner that was reached last'],
      geom: ['i32', 'its row'],
    },
  },
  boxes: {
    count: '1',
    about: 'Two boxes as they are in one world, see collision/box-axes.ts.',
    prefix: 'boxes',
    fields: {
      turn: ['f64[9]', "the second's axes in the first's frame, columns of a matrix by rows"],
      turnBack: ['f64[9]', 'its transpose'],
      second: ['f64[3]', "the second's centre in the first's frame"],
      first: ['f64[3]', "the first's centre in the second's frame"],
      axis: ['f64[3]', "the edge axis in the first's frame"],
      axisOfSecond: ['f64[3]', "and in the second's"],
      corner1: ['f64[3]', 'middle of the edge of the first'],
      corner2: ['f64[3]', 'of the second'],
      near1: ['f64[3]', 'closest points of two edges'],
      near2: ['f64[3]', ''],
      point: ['f64[3]', ''],
      normal: ['f64[3]', ''],
      polygon: ['f64[36]', 'up to 12 corners: two coordinates along the face, height above it'],
      clipped: ['f64[36]', ''],
    },
  },
  // Of the convex routine (collision/gjk.ts, collision/epa.ts):
  convex: {
    count: '1',
    about: 'What is known of two convex geoms in one world.',
    prefix: 'convex',
    fields: {
      distance: ['f64', 'negative: how deep they penetrate'],
      near1: ['f64[3]', 'closest or deepest point of the first'],
      near2: ['f64[3]', 'of the second'],
      separated: ['i32', '1: some plane lies between them'],
      simplex: ['i32', 'points of the simplex'],
      iterations: ['i32', 'so far'],
      nearest: ['f64[3]', 'point of the simplex nearest to the origin'],
      weights: ['f64[4]', 'its barycentric coordinates'],
      faceWeights: ['f64[4]', 'the same within a face of the simplex'],
      edgeWeights: ['f64[4]', 'within an edge of that'],
      projection: ['f64[3]', 'of the origin'],
      direction: ['f64[3]', ''],
      opposite: ['f64[3]', ''],
      local: ['f64[3]', "a direction or a point in a geom's frame"],
      distances: ['f64[4]', 'of the faces of a tetrahedron'],
      normals: ['f64[12]', ''],
      a: ['f64[3]', 'for whatever a function needs within itself, as b to h'],
      b: ['f64[3]', ''],
      c: ['f64[3]', ''],
      d: ['f64[3]', ''],
      e: ['f64[3]', ''],
      turn: ['f64[9]', ''],
      frame: ['f64[9]', 'of the first contact'],
      point: ['f64[3]', 'of a contact'],
      normal: ['f64[3]', ''],
      points: ['f64[24]', 'of all contacts so far'],
    },
  },
  support: {
    count: '(convexIterations + 16)',
    about:
      'A point of the Minkowski difference: 4 of the simplex, one of its own, 4 of a simplex tried, then the polytope.',
    prefix: 'support',
    fields: {
      point: ['f64[3]', 'first − second'],
      first: ['f64[3]', 'of the first geom'],
      second: ['f64[3]', 'of the second'],
      vertex1: ['i32', 'number of that corner'],
      vertex2: ['i32', ''],
    },
  },
  polytope: {
    count: '1',
    about: 'The polytope that grows within the Minkowski difference.',
    prefix: 'polytope',
    fields: {
      points: ['i32', 'how many'],
      faces: ['i32', 'how many, those taken away included'],
      candidates: ['i32', 'how many faces may be the closest'],
      edges: ['i32', 'on the horizon'],
      centre: ['f64[3]', 'a point within'],
      horizonFace: ['i32[64]', 'beyond the edge of the horizon'],
      horizonEdge: ['i32[64]', 'which edge of that face'],
    },
  },
  ground: {
    count: '1',
    about: 'A height field in one world, and the piece of it that is tested, see collision/height-field.ts.',
    prefix: 'ground',
    fields: {
      prism: ['f64[18]', "three corners at the bottom and three above them, in the field's frame"],
      centre: ['f64[3]', 'of the field'],
      rotation: ['f64[9]', "by rows; columns are the field's axes"],
      low: ['f64[3]', "the box around the other geom, in the field's frame"],
      high: ['f64[3]', ''],
    },
  },
  // Of contacts of two faces (collision/manifold.ts):
  manifold: {
    count: '1',
    about: 'Where two geoms touch: the corners of each on which the deepest points lie.',
    prefix: 'manifold',
    fields: {
      vertices1: ['i32[3]', 'their numbers'],
      vertices2: ['i32[3]', ''],
      points1: ['f64[9]', 'where they are'],
      points2: ['f64[9]', ''],
      towards1: ['f64[3]', 'direction out of the first, not of length 1'],
      towards2: ['f64[3]', 'out of the second'],
      normal: ['f64[3]', 'of the face that clips'],
      along: ['f64[3]', 'direction in which its other side is looked for'],
      area: ['f64', 'of four corners kept of a polygon'],
      four: ['i32[4]', 'corners that are tried'],
      kept: ['i32[4]', 'those with the largest area so far'],
    },
  },
  feature: {
    count: 'featureCapacity',
    about: 'A face or an edge at such a corner.',
    prefix: 'feature',
    fields: {
      direction1: ['f64[3]', 'normal of a face, or along an edge, of the first'],
      direction2: ['f64[3]', ''],
      end1: ['f64[3]', 'of an edge'],
      end2: ['f64[3]', ''],
      face1: ['i32', 'number of a face'],
      face2: ['i32', ''],
    },
  },
  corner: {
    count: '(2 * cornerCapacity)',
    about: 'Corners of the polygons that are clipped, and the contacts that come of it.',
    prefix: 'corner',
    fields: {
      face1: ['f64[3]', "of the first's face"],
      face2: ['f64[3]', ''],
      polygon: ['f64[3]', 'of what is clipped'],
      clipped: ['f64[3]', ''],
      inward: ['f64[3]', 'normal of the side that begins here'],
      near1: ['f64[3]', 'of a contact: point of the first'],
      near2: ['f64[3]', ''],
      distance: ['f64', ''],
    },
  },
  face: {
    count: '(6 * convexIterations + 6)',
    about: 'A face of the polytope, a triangle.',
    prefix: 'face',
    fields: {
      corners: ['i32[3]', 'points of the polytope'],
      neighbours: ['i32[3]', 'faces beyond the edges 0 1, 1 2, 2 0'],
      foot: ['f64[3]', 'of the origin on its plane: a normal that points outward'],
      square: ['f64', 'of the length of that'],
      place: ['i32', 'among the candidates; −1: is none, −2: taken away'],
      candidate: ['i32', 'the candidate in the place of this number'],
    },
  },
  link: {
    count: 'linkCapacity',
    about: 'Rows of a constraint that is no contact and reaches over the degrees of freedom of a span.',
    prefix: 'link',
    fields: {
      weight: ['v[6]', 'D of each row'],
      low: ['v', 'bounds on D (J x − aref), the same for all rows, as those of a single row'],
      high: ['v', ''],
      J: ['v[6]', 'J x − aref'],
      DJ: ['v[6]', 'J step'],
      rows: ['i32', 'how many'],
      span: ['i32', ''],
      jacobian: ['i32', 'address of the rows by the degrees of freedom of the span'],
    },
  },
  single: {
    count: 'singleCapacity',
    about: 'A row at one degree of freedom.',
    prefix: 'single',
    fields: {
      weight: ['v', 'D'],
      low: ['v', 'its force is −D (J x − aref) where D (J x − aref) is within low and high, else that bound'],
      high: ['v', ''],
      J: ['v', 'x − aref'],
      DJ: ['v', 'step'],
      dof: ['i32', ''],
    },
  },
};

/**
 * Vectors in the scratch that are indexed by a number: `by` the counts of rows and, if they are matrices, columns; 'triangle' for the lower
 * triangle by rows.
 */
export const ARRAYS = {
  massRow: { by: ['dofCount', 'triangle'], about: 'Row i of M up to the diagonal.' },
  hessianRow: { by: ['dofCount', 'triangle'], about: 'Row i of M + Jᵀ D J up to the diagonal.' },
  factorRow: { by: ['dofCount', 'triangle'], about: 'Row i of D L up to the diagonal, D.' },
  acceleration: { by: ['dofCount'], about: 'The unknown, qacc in the end.' },
  newtonStep: { by: ['dofCount'], about: 'A step of it.' },
  descent: { by: ['dofCount'], about: 'The negative gradient.' },
  inverse: { by: ['dofCount'], about: '1 / D of Lᵀ D L.' },
  spanBits: { by: ['spanCount'], about: 'Bits of 64 spans: of the sparsity that is known, of this step.' },
  rowMask: {
    by: ['one'],
    about: 'A bit for each row of the Hessian that has changed since it was factored.',
  },
  columnFactor: { by: ['dofCount'], about: 'Numbers of a column while it is eliminated.' },
  columnRow: {
    by: ['dofCount'],
    about: 'Where the rows of such a column begin in a triangle, in bytes: one i32 each.',
  },
  column: {
    by: ['columnCapacity', 'dofCount'],
    about:
      'L⁻¹ jᵀ of a contact between two bodies that move; only the degrees of freedom on its path are written.',
  },
  scaledColumn: {
    by: ['columnCapacity', 'dofCount'],
    about: 'The same divided by the diagonal D of L D Lᵀ.',
  },
  matrixRow: { by: ['columnCapacity', 'triangle'], about: 'Row c of a lower triangle: c + 1 numbers.' },
  startPosition: { by: ['qposCount'], about: 'qpos at the start of a step of Runge-Kutta.' },
  startVelocity: { by: ['dofCount'], about: 'qvel at its start.' },
  startActivation: { by: ['activationCount'], about: 'Activations at its start.' },
  averageRate: { by: ['activationCount'], about: 'The average of their rates in its stages.' },
  averageVelocity: { by: ['dofCount'], about: 'The average of the velocities of its stages.' },
  averageAcceleration: { by: ['dofCount'], about: 'The average of their accelerations.' },
  jacobianRow: { by: ['jacobianCapacity'], about: 'Numbers of the Jacobians of contacts.' },
  linkJacobian: { by: ['linkCapacity', 'stiffenedCapacity'], about: 'The Jacobian of a link.' },
  stiffenedRow: { by: ['stiffenedCapacity'], about: 'Numbers of a Jacobian times its stiffness.' },
};

/** Bytes at the start of the scratch for whatever a function needs within itself: 64 vectors. */
export const TEMPORARY_BYTES = 1024;
