// What lies where in the memory of the physics, written once. scripts/derive-layout.mjs makes of it layout.ts and
// bound.ts here, for the kernels, and src/physics/layout.generated.ts for the packer: no offset is a number written by hand.
//
//     model    [header | a table after the other]                                            32-bit words
//     group    the state of four worlds                                                      vectors, one lane a world
//     scratch  what one step of one group needs in between, used again by every group, so
//              that it stays in the first-level cache                                         vectors
//
// A model is a block of memory of its own, written by src/physics/pack/model.ts. A field is [type, what it is]. Types of
// words: 'i32', 'f32', 'u64' (two words, aligned), each with a length in brackets if there are several. In slots 'v' is a
// vector, a number for each of the four worlds; 'i32' and 'u64' are one number for all of them.

/** Version of the model's layout, word 0 of the header. To be raised whenever header or tables change. */
export const LAYOUT = 3;

/** Words at the head of a model; the byte offsets of the tables from the start of the model come after them. */
export const HEADER = {
  layout: ['i32', 'LAYOUT'],
  qposCount: ['i32', 'numbers of qpos'],
  limitCapacity: ['i32', 'joints that may have a limit'],
  planeCapacity: ['i32', 'most contacts with the plane'],
  pairCapacity: ['i32', 'room for contacts between bodies'],
  damped: ['i32', '1: some joint has damping'],
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

/** How soft a constraint is, seven words of other rows: solimp, then what solref makes of it. */
export const SOFT = {
  low: ['f32', 'impedance at 0'],
  high: ['f32', 'impedance at the width'],
  width: ['f32', ''],
  midpoint: ['f32', ''],
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
      path: ['u64', 'a bit for each body from here up to a child of the world'],
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
      softness: ['SOFT', 'of the limit'],
      body: ['i32', ''],
    },
  },
  dof: {
    plural: 'dofs',
    about: 'Degrees of freedom.',
    fields: { body: ['i32', ''], damping: ['f32', ''], armature: ['f32', ''] },
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
    about: 'Spheres and capsules, each with what its contact with the plane needs.',
    fields: {
      body: ['i32', ''],
      capsule: ['i32', '1: a capsule, 0: a sphere'],
      onPlane: ['i32', 'rows of its contact with the plane, 1 or 4; 0: never touches it'],
      position: ['f32[3]', "in the body's frame"],
      halfAxis: ['f32[3]', "from the centre to an end's centre; of a sphere: axis z, length 1"],
      radius: ['f32', ''],
      friction: ['f32', ''],
      softness: ['SOFT', 'with the plane'],
      normal: ['f32[3]', 'of the plane n·x = height'],
      height: ['f32', ''],
      tangent: ['f32[3]', 'used where the capsule stands upright on the plane, and for spheres'],
    },
  },
  pair: {
    plural: 'pairs',
    about: 'Pairs of geoms that may touch.',
    fields: {
      first: ['i32', ''],
      second: ['i32', ''],
      near: ['f32', 'square of the sum of the bounding radii'],
      softness: ['SOFT', ''],
    },
  },
  touch: {
    plural: 'touches',
    about: 'Touch sensors: a zone in the frame of its body.',
    fields: {
      body: ['i32', ''],
      shape: ['i32', '0: ellipsoid, 1: box'],
      size: ['f32[3]', ''],
      position: ['f32[3]', ''],
      axes: ['f32[9]', 'a matrix by rows'],
    },
  },
  start: {
    plural: 'start',
    count: 'qposCount',
    about: 'qpos at which a world starts.',
    fields: { qpos: ['f32', ''] },
  },
};

/** Rows of the table that says what to gather for a task, see quantities.ts; a block of its own. */
export const READ = {
  kind: ['i32', 'STATE, POINT_OF_BODY, AXES or QUATERNION'],
  index: ['i32', 'slot of the state, or body'],
  count: ['i32', 'numbers'],
  output: ['i32', 'first word in the row that is written'],
  point: ['f32[3]', "in the body's frame"],
};

/** Whole numbers with names. */
export const ENUMS = {
  joint: {
    about: 'Types of joints, as in mjtJoint.',
    values: { free: 0, ball: 1, slide: 2, hinge: 3 },
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
      'Kinds of reads: numbers of the state; a point of a body in the world; its orientation as a matrix by rows, or as w x y z.',
    prefix: 'read',
    values: { state: 0, pointOfBody: 1, axes: 2, quaternion: 3 },
  },
};

/** The state of four worlds: first what every group has, then lists as long as a count of the header. */
export const GROUP = {
  fixed: {
    frozen: ['v', 'mask of lanes whose world has blown up'],
    rows: ['v', 'constraint rows of the last step'],
    counters: ['i32[4]', 'Newton iterations so far, most pair contacts wanted beyond the room, 2 spare'],
  },
  lists: {
    qpos: 'qposCount',
    qvel: 'dofCount',
    act: 'actCount',
    qacc: 'dofCount',
    touch: 'touchCount',
  },
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
      R: ['v[9]', 'orientation as a matrix'],
      I: ['v[10]', 'spatial inertia'],
      V: ['v[6]', 'velocity'],
      C: ['v[6]', 'acceleration when qacc is 0, gravity included'],
      F: ['v[6]', 'force'],
      IA: [
        'v[21]',
        'articulated inertia, upper triangle by rows; after factoring, what is left for the parent',
      ],
      DA: ['v[6]', 'change of acceleration along the Newton step'],
      A: ['v[6]', 'acceleration S·qacc of the iterate (without C)'],
    },
  },
  dof: {
    count: 'dofCount',
    about: 'Scratch of a degree of freedom.',
    prefix: '',
    fields: {
      S: ['v[6]', 'motion axis'],
      U: ['v[6]', 'IA S'],
      inverse: ['v', '1 / (Sᵀ IA S + diagonal)'],
      X: ['v', 'acceleration, the unknown'],
      step: ['v', 'Newton step'],
      gradient: ['v', 'its negative'],
      smooth: ['v', 'smooth force: everything but constraints'],
      reduced: ['v', 'right side after the backward pass'],
      diagonal: ['v', 'armature and what else adds to the diagonal'],
      damped: ['v', 'of the implicit damping: right side, then solution'],
      actuation: ['v', 'force of actuators that are not motors'],
      damper: ['v', '−∂ damping force / ∂ its velocity'],
      drag: ['v', 'the same with what actuators on this joint add'],
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
    fields: { centre: ['v[3]', ''], halfAxis: ['v[3]', ''] },
  },
  plane: {
    count: 'planeCapacity',
    about: 'A contact with the plane: four rows, one for each edge d of the friction pyramid.',
    prefix: 'contact',
    fields: {
      point: ['v[3]', ''],
      edges: ['v[12]', '4 × 3'],
      weight: ['v', 'D, zero in lanes without this contact'],
      J: ['v[4]', 'J x − aref'],
      DJ: ['v[4]', 'J step'],
      body: ['i32', ''],
      geom: ['i32', ''],
    },
  },
  limit: {
    count: 'limitCapacity',
    about: 'A joint at its limit: one row.',
    prefix: 'limit',
    fields: {
      sign: ['v', ''],
      weight: ['v', ''],
      J: ['v', ''],
      DJ: ['v', ''],
      dof: ['i32', ''],
      body: ['i32', ''],
    },
  },
  pair: {
    count: 'pairCapacity',
    about: 'A contact between two bodies: one row, J x = w · (a₂ − a₁).',
    prefix: 'pair',
    fields: {
      weight: ['v', ''],
      J: ['v', ''],
      DJ: ['v', ''],
      active: ['v', 'D where the row pushes, else 0'],
      wrench: ['v[6]', '(p × n, n)'],
      point: ['v[3]', ''],
      bodies: ['i32[2]', ''],
    },
  },
  column: {
    count: 'pairCapacity',
    about: 'What low-rank.ts keeps of a pair contact that pushes.',
    prefix: 'column',
    fields: {
      root: ['v', '√w'],
      solution: ['v', 'right side, then solution'],
      path: ['u64', 'bodies on the way from either to the root'],
    },
  },
};

/**
 * Vectors in the scratch that are indexed by two numbers: `by` the counts of rows and columns; 'triangle' for the lower
 * triangle by rows.
 */
export const ARRAYS = {
  column: {
    by: ['pairCapacity', 'dofCount'],
    about: 'L⁻¹ jᵀ of a pair contact; only the degrees of freedom on its path are written.',
  },
  scaledColumn: {
    by: ['pairCapacity', 'dofCount'],
    about: 'The same divided by the diagonal D of L D Lᵀ.',
  },
  matrixRow: { by: ['pairCapacity', 'triangle'], about: 'Row c of a lower triangle: c + 1 numbers.' },
};

/** Bytes at the start of the scratch for whatever a function needs within itself: 64 vectors. */
export const TEMPORARY_BYTES = 1024;
