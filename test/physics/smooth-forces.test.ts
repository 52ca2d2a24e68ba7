/** Smooth forces in the lanes beside MuJoCo's, kind by kind, at random states. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MjModel } from '../../src/worlds/mujoco/module.js';
import { actuators, arm, joints } from './force-models.js';
import { quantile } from './measures.js';
import { difference, ForcesBeside, type SmoothForces } from './smooth-forces.js';
import { Draws } from './states.js';

const STATES = 400;

interface Case {
  readonly xml: string;
  /** Of the compiled model. */
  readonly change?: (model: MjModel) => void;
  /** How far positions are from the model's own. */
  readonly spread?: number;
  /** Bounds of the 99th percentile and of the largest relative error. Default 1e-5, 1e-3. */
  readonly p99?: number;
  readonly max?: number;
  /** MuJoCo's derivative has what the lanes leave to implicit integration: not compared. */
  readonly withoutDrag?: boolean;
  /** All tendons go around something in at least some of the states. */
  readonly wraps?: boolean;
  /** MuJoCo has rates of activations that are held. */
  readonly withoutRates?: boolean;
}

/** Relative errors of the smooth force over many states; the rest is asserted to be as close. */
function compare({
  xml,
  change,
  spread = 1,
  p99 = 1e-5,
  max = 1e-3,
  withoutDrag = false,
  withoutRates = false,
  wraps = false,
}: Case): void {
  const beside = new ForcesBeside(xml, change);
  const draws = new Draws(7);
  const errors: Record<string, number[]> = {};
  const around: number[] = [];
  for (let i = 0; i < STATES; i += 4) {
    const states = [0, 1, 2, 3].map(() => beside.draw(draws, spread));
    const lanes = beside.lanes(states);
    states.forEach((state, lane) => {
      const right = beside.mujoco(state);
      const points: Int32Array = beside.data.ten_wrapnum;
      points.forEach((count, t) => {
        around[t] = (around[t] ?? 0) + Number(count > beside.model.tendon_num[t] - 1);
      });
      const found = lanes[lane]!;
      const names = Object.keys(right) as (keyof SmoothForces)[];
      for (const name of names) {
        if (name === 'actuatorForces' && found[name].length !== right[name].length) continue; // motors
        if (name === 'rates' && withoutRates) continue;
        if (name === 'drag' && withoutDrag) continue;
        errors[name] ??= [];
        errors[name].push(difference(found[name], right[name]));
      }
    });
  }
  beside.close();
  if (wraps) assert.ok(Math.min(...around) > 0.02 * STATES, `around: ${around}`);
  const report = Object.entries(errors).map(
    ([name, list]) => `${name} ${quantile(list, 0.5)} ${quantile(list, 0.99)} ${quantile(list, 1)}`,
  );
  for (const list of Object.values(errors)) {
    assert.ok(quantile(list, 0.99) < p99, `99th percentile: ${report.join('; ')}`);
    assert.ok(quantile(list, 1) < max, `largest: ${report.join('; ')}`);
  }
}

const CASES: Record<string, Case> = {
  'motors with and without a range of control': {
    xml: arm(
      actuators(`<motor joint="rail" gear="20" ctrlrange="-1 1"/><motor joint="shoulder" gear="-7"/>
        <general joint="elbow" gainprm="3" ctrlrange="-0.5 2"/><motor jointinparent="wrist" gear="2" ctrlrange="-1 1" ctrllimited="false"/>`),
    ),
  },
  'servos and dampers': {
    xml: arm(
      actuators(`<position joint="rail" kp="30" kv="2" ctrlrange="-1 1"/><velocity joint="shoulder" kv="3" gear="2"/>
        <damper joint="elbow" kv="2" ctrlrange="0 1.5"/><intvelocity joint="wrist" kp="4" actrange="-1 1"/>
        <general joint="wrist" gaintype="affine" gainprm="1 0.5 -0.3" biastype="affine" biasprm="0.2 -2 -0.4" gear="1.5"/>`),
    ),
  },
  'ranges of force of actuators and of joints': {
    xml: arm(
      actuators(`<position joint="rail" kp="30" kv="2" forcerange="-20 15"/><motor joint="shoulder" gear="4"/>
        <velocity joint="shoulder" kv="2" gear="2" forcerange="-3 3"/><motor joint="elbow" gear="5" forcerange="-1 2"/>
        <motor joint="wrist" gear="3"/>`),
      {
        shoulder: 'actuatorfrcrange="-4 5"',
        wrist: 'actuatorfrcrange="-1 1.5"',
        elbow: 'actuatorfrcrange="-9 1"',
      },
    ),
  },
  'a range of force that is not applied': {
    xml: arm(actuators('<motor joint="shoulder" gear="4"/>'), {
      shoulder: 'actuatorfrcrange="-1 1" actuatorfrclimited="false"',
    }),
  },
  'disabled groups of actuators': {
    xml: arm(
      actuators(`<motor joint="rail" group="1"/><position joint="shoulder" group="2"/>
        <intvelocity joint="elbow" group="1" actrange="-1 1"/><motor joint="wrist"/>`),
      {},
      'actuatorgroupdisable="1"',
    ),
    withoutRates: true,
  },
  'disabled actuation': {
    xml: arm(
      actuators('<motor joint="rail"/><position joint="shoulder"/>'),
      { elbow: 'actuatorgravcomp="true"' },
      '><flag actuation="disable"/></option><option',
    ).replace('<body name="hand"', '<body name="hand" gravcomp="1"'),
  },
  'controls that are not clamped': {
    xml: arm(
      actuators(
        '<motor joint="rail" ctrlrange="-0.1 0.1"/><position joint="shoulder" kp="5" ctrlrange="-0.1 0.1"/>',
      ),
      {},
      '><flag clampctrl="disable"/></option><option',
    ),
  },
  'damping and armature of actuators': {
    xml: arm(
      actuators(`<motor joint="rail" damping="2" armature="0.2" gear="3"/>
        <motor joint="shoulder" damping="0.3 0.2 0.1"/><motor joint="shoulder" gear="2" damping="0.1"/>`),
      { shoulder: 'damping="0.2"' },
    ),
  },
  'activations: integrators, filters, muscles': {
    xml: arm(
      actuators(`<general joint="rail" dyntype="integrator" gainprm="3" ctrlrange="-1 1" actlimited="true" actrange="-1 0.5"/>
        <general joint="shoulder" dyntype="filter" dynprm="0.04" gainprm="4" biastype="affine" biasprm="0 -4 -0.2"/>
        <general joint="elbow" dyntype="filterexact" dynprm="0.03" gainprm="2" actearly="true"/>
        <general joint="wrist" dyntype="integrator" gainprm="2" actearly="true" actrange="-1 1" actlimited="true"/>
        <muscle joint="wrist" timeconst="0.02 0.05" lengthrange="-1.5 1.5" ctrlrange="0 1"/>
        <muscle joint="elbow" timeconst="0.02 0.05" tausmooth="0.3" lengthrange="-1 2" force="30" fvmax="1.4" lmin="0.4" lmax="1.7" range="0.7 1.1" vmax="4" fpmax="1.5" gear="2"/>`),
    ),
  },
  'springs and dampers of hinges and slides': {
    xml: arm('', {
      rail: 'stiffness="20 3 2" springref="0.2" damping="2 0.5 0.2"',
      shoulder: 'stiffness="5" damping="0.5"',
      elbow: 'stiffness="0 2 1" damping="0 0.3"',
      wrist: 'springdamper="0.3 0.8"',
    }),
  },
  'springs of ball and free joints': {
    xml: joints('', 'stiffness="4 1 0.5" damping="0.3"', 'stiffness="3 0.7 0.2" damping="0.1 0.05 0.02"'),
    p99: 2e-5,
  },
  'no springs': {
    xml: arm('', { rail: 'stiffness="20" damping="2"' }, '><flag spring="disable"/></option><option'),
  },
  'no dampers': {
    xml: arm('', { rail: 'stiffness="20" damping="2 1"' }, '><flag damper="disable"/></option><option'),
  },
  // Where forces are as small as the rounding of what they are made of.
  'no gravity': { p99: 1e-4, xml: arm('', {}, '><flag gravity="disable"/></option><option') },
  'gravity compensation': {
    xml: arm(actuators('<motor joint="shoulder"/>'), {
      shoulder: 'actuatorgravcomp="true" actuatorfrcrange="-0.5 0.5"',
      elbow: 'actuatorgravcomp="true"',
    })
      .replace('<body name="lower"', '<body name="lower" gravcomp="1"')
      .replace('<body name="hand"', '<body name="hand" gravcomp="0.6"')
      .replace('<body name="cart"', '<body name="cart" gravcomp="-0.3"'),
  },
  'gravity compensation without passive forces': {
    xml: arm('', {}, '><flag spring="disable" damper="disable"/></option><option density="2"').replace(
      '<body name="hand"',
      '<body name="hand" gravcomp="1"',
    ),
  },
  'fixed tendons': {
    xml: arm(
      `<tendon><fixed name="t" stiffness="3 0.5" springlength="-0.2 0.3" damping="0.4 0.2"><joint joint="shoulder" coef="0.7"/><joint joint="elbow" coef="-1.2"/></fixed>
        <fixed name="u" stiffness="2"><joint joint="rail" coef="2"/><joint joint="wrist" coef="1"/></fixed></tendon>${actuators(
          '<motor tendon="t" gear="3"/><position tendon="u" kp="2" kv="0.5" forcerange="-2 2" damping="0.2"/>',
        )}`,
    ),
  },
  'spatial tendons with pulleys': {
    xml: arm(
      `<tendon><spatial name="t" stiffness="8" springlength="0.2 0.4" damping="0.5"><site site="fixed"/><site site="on_cart"/><site site="on_upper"/>
        <pulley divisor="2"/><site site="on_upper"/><site site="on_lower"/><pulley divisor="3"/><site site="on_cart"/><site site="tip"/></spatial></tendon>${actuators(
          '<position tendon="t" kp="20" gear="0.5"/>',
        )}`,
    ),
  },
  'tendons that share a limit of force': {
    xml: arm(
      `<tendon><fixed name="t" actuatorfrcrange="-2 1"><joint joint="shoulder" coef="1"/></fixed></tendon>${actuators(
        '<motor tendon="t" gear="3"/><position tendon="t" kp="3" forcerange="-1 1"/><motor tendon="t" gear="-1"/>',
      )}`,
    ),
    withoutDrag: true, // MuJoCo looks at the force after it has been shared out
  },
  'tendons around a cylinder and a sphere': {
    xml: arm(
      `<tendon><spatial name="t" stiffness="8" damping="0.5"><site site="on_cart"/><site site="on_upper"/><geom geom="bar"/><site site="on_lower"/></spatial>
        <spatial name="u"><site site="on_upper"/><geom geom="bar" sidesite="beside"/><site site="on_lower"/><site site="tip"/></spatial>
        <spatial name="v"><site site="on_lower"/><geom geom="knob"/><site site="tip"/></spatial>
        <spatial name="w"><site site="fixed"/><geom geom="knob" sidesite="tip"/><site site="on_cart"/></spatial></tendon>${actuators(
          '<motor tendon="t"/><motor tendon="u"/><motor tendon="v"/><motor tendon="w"/>',
        )}`,
    ),
    wraps: true,
  },
  'tendons through a sphere': {
    xml: arm(
      `<tendon><spatial name="w"><site site="on_lower"/><geom geom="knob" sidesite="in_knob"/><site site="fixed"/></spatial></tendon>${actuators(
        '<motor tendon="w" gear="5"/>',
      )}`,
    ),
    wraps: true,
  },
  'sites as transmissions': {
    xml: arm(
      actuators(`<motor site="tip" gear="1 2 -1 0.3 0.2 0.5"/><position site="tip" refsite="on_upper" gear="1 0.5 0 0 0 0" kp="20" kv="1"/>
        <position site="tip" refsite="fixed" gear="0 0 0 0.5 0.2 0.3" kp="2"/>
        <intvelocity site="tip" refsite="on_cart" gear="0 0 0 0 0 1" kp="2" actrange="-9 9"/>`),
    ),
    p99: 2e-5,
  },
  'slider and crank': {
    xml: arm(
      actuators(
        '<motor cranksite="on_lower" slidersite="on_cart" cranklength="0.3" gear="2"/><position cranksite="tip" slidersite="fixed" cranklength="0.9" kp="3"/>',
      ),
    ),
    spread: 0.5,
    p99: 1e-4,
    max: 1e-2,
  },
  'ball and free joints as transmissions': {
    xml: joints(
      actuators(`<motor joint="free" gear="1 2 -1 0.3 0.2 0.5"/><motor jointinparent="free" gear="0 1 0 0.3 0.2 0.5"/>
        <position joint="ball" gear="0.3 1 0.2" kp="2" kv="0.3"/><position jointinparent="ball" gear="1 0 0.2" kp="2"/>
        <motor joint="hinge"/>`),
    ),
    p99: 2e-5,
  },
  'a fluid around boxes of inertia': {
    xml: arm('', {}, 'density="900" viscosity="0.5" wind="1 -0.5 0.2"'),
    withoutDrag: true,
  },
  'a fluid around ellipsoids': {
    xml: arm('', {}, 'density="900" viscosity="0.5" wind="1 -0.5 0.2"')
      .replace('name="hand" type', 'fluidshape="ellipsoid" fluidcoef="0.6 0.3 1.4 1.1 0.9" name="hand" type')
      .replace('name="lower" type', 'fluidshape="ellipsoid" name="lower" type'),
    withoutDrag: true,
  },
};

for (const [name, one] of Object.entries(CASES)) test(name, () => compare(one));

test.run();
