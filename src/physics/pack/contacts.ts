/** With what parameters two geoms touch (MuJoCo's documentation, Computation: contact parameters). */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import type { ContactPair } from './pairs.js';
import { numbers } from './reading.js';

export interface ContactParameters {
  readonly condim: number;
  /** Sliding along both tangents, spinning, rolling about both. */
  readonly friction: number[];
  readonly solref: number[];
  /** Of the friction rows of elliptic cones; zeros: as solref. */
  readonly solreffriction: number[];
  readonly solimp: number[];
  /** Distance up to which a contact is detected, metres. */
  readonly margin: number;
  /** Distance below which it makes rows, metres. */
  readonly active: number;
  /** Sum of the bodies' translational weights (body_invweight0). */
  readonly weight: number;
}

const SMALLEST_FRICTION = 1e-5; // mjMINMU

/**
 * Parameters of a contact: those of the <pair>, or of the geom with the higher priority, or a mix; where the model
 * overrides them (flag override) those of <option>.
 */
export function contactParameters(mujoco: MainModule, model: MjModel, pair: ContactPair): ContactParameters {
  const { opt } = model;
  const own = pair.explicit === undefined ? mixContact(model, pair) : explicitContact(model, pair.explicit);
  const overridden = (opt.enableflags & mujoco.mjtEnableBit.mjENBL_OVERRIDE.value) !== 0;
  const { condim, friction, solref, solreffriction, solimp, margin } = overridden
    ? {
        ...own,
        friction: numbers(opt.o_friction),
        solref: numbers(opt.o_solref),
        solreffriction: numbers(opt.o_solref),
        solimp: numbers(opt.o_solimp),
        margin: opt.o_margin,
      }
    : own;
  const detected = margin + own.gap; // a contact in the gap is detected and makes no rows
  return {
    condim,
    friction: friction.map((x) => Math.max(x, SMALLEST_FRICTION)),
    solref,
    solreffriction,
    solimp,
    margin: detected,
    active: Math.min(margin, detected),
    weight: [pair.first, pair.second].reduce(
      (sum, geom) => sum + model.body_invweight0[2 * model.geom_bodyid[geom]],
      0,
    ),
  };
}

type Own = Omit<ContactParameters, 'active' | 'weight'> & { readonly gap: number };

function explicitContact(model: MjModel, row: number): Own {
  return {
    condim: model.pair_dim[row],
    friction: numbers(model.pair_friction, 5 * row, 5),
    solref: numbers(model.pair_solref, 2 * row, 2),
    solreffriction: numbers(model.pair_solreffriction, 2 * row, 2),
    solimp: numbers(model.pair_solimp, 5 * row, 5),
    margin: model.pair_margin[row],
    gap: model.pair_gap[row],
  };
}

function mixContact(model: MjModel, { first, second }: ContactPair): Own {
  const of = (g: number) => ({
    condim: model.geom_condim[g] as number,
    friction: numbers(model.geom_friction, 3 * g, 3),
    solref: numbers(model.geom_solref, 2 * g, 2),
    solimp: numbers(model.geom_solimp, 5 * g, 5),
  });
  const a = of(first);
  const b = of(second);
  const priority: number = model.geom_priority[first] - model.geom_priority[second];
  const share = mixShare(model.geom_solmix[first], model.geom_solmix[second]);
  const { condim, friction, solref, solimp } = priority > 0 ? a : priority < 0 ? b : mix(a, b, share);
  const [sliding, spinning, rolling] = friction as [number, number, number];
  return {
    condim,
    friction: [sliding, sliding, spinning, rolling, rolling],
    solref,
    solreffriction: [0, 0],
    solimp,
    margin: model.geom_margin[first] + model.geom_margin[second],
    gap: model.geom_gap[first] + model.geom_gap[second],
  };
}

type Surface = Pick<ContactParameters, 'condim' | 'friction' | 'solref' | 'solimp'>;

/** Of two surfaces of the same priority. Solref in its direct form (stiffness, damping) is not mixed: the least counts. */
function mix(a: Surface, b: Surface, share: number): Surface {
  const both = (x: number[], y: number[], of: (x: number, y: number) => number) =>
    x.map((value, i) => of(value, y[i]!));
  const weighted = (x: number, y: number) => share * x + (1 - share) * y;
  const standard = a.solref[0]! > 0 && b.solref[0]! > 0;
  return {
    condim: Math.max(a.condim, b.condim),
    friction: both(a.friction, b.friction, Math.max),
    solref: both(a.solref, b.solref, standard ? weighted : Math.min),
    solimp: both(a.solimp, b.solimp, weighted),
  };
}

const TINY = 1e-15; // mjMINVAL

function mixShare(a: number, b: number): number {
  if (a >= TINY && b >= TINY) return a / (a + b);
  if (a < TINY && b < TINY) return 0.5;
  return a < TINY ? 0 : 1;
}
