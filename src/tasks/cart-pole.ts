/**
 * Cart-pole swing-up: the pole hangs; the cart has to swing it up and balance it in the middle of a short rail. World
 * and reward are those of the DeepMind Control Suite but for the step (src/worlds/equations/cart-pole.ts,
 * assembly/dynamics/cart-pole.ts); the reward lies in [0, 1].
 */

import { checkChoice, checkKnown, checkNumber } from '../options.js';
import type { CartPoleStart } from '../worlds/equations/cart-pole.js';
import type { CartPoleModel } from '../worlds/equations/cart-pole-kernel.js';
import type { Task } from '../worlds/world.js';

/**
 * Cart 1 kg, pole 0.1 kg and 1 m, rail of 3.6 m, force at most 10 N as in the DeepMind Control Suite (Tassa et al.
 * 2018), a step of 0.02 s as in Barto, Sutton & Anderson (1983).
 */
export const CART_POLE: CartPoleModel = {
  timestep: 0.02,
  gravity: 9.81,
  cartMass: 1,
  poleMass: 0.1,
  halfLength: 0.5,
  rail: 1.8,
  maxForce: 10,
};

const STARTS: readonly CartPoleStart[] = ['hanging', 'upright', 'random'];
/** Loaded when the first world is made. */
const load = () => import('../worlds/equations/cart-pole.js');

export interface CartPoleOptions {
  /** Where an episode starts. Default `hanging`. */
  readonly start?: CartPoleStart;
  /** Largest force in newtons, > 0. Default 10. */
  readonly maxForce?: number;
}

/** @throws OptionError naming the option that is unknown or out of its range. */
export function cartPoleSwingup(options: CartPoleOptions = {}): Task {
  checkKnown('cart-pole-swingup', options, ['start', 'maxForce']);
  const start = checkChoice('start', options.start ?? 'hanging', STARTS);
  const maxForce = checkNumber('maxForce', options.maxForce ?? CART_POLE.maxForce, { above: 0 });
  const model = { ...CART_POLE, maxForce };
  return {
    name: 'cart-pole-swingup',
    description: 'a cart swings its pole up and balances it',
    measureName: "height of the pole's tip (m)",
    source: { module: 'cart-pole-swingup', options },
    episode: 500, // 10 s, as in the Control Suite
    // All chosen here.
    defaults: {
      horizon: 50,
      sigma: maxForce / 2,
      noiseCorrelation: 0.8,
      temperature: { spread: 0.2 },
      priorScale: 0.1, // the reward shows the way; more curiosity costs more than it finds
      learningRate: 0.003,
      refreshStates: 256,
    },
    createWorld: async (kernels) => (await load()).cartPoleWorld(kernels, model, start),
    createBatchWorld: async (kernels) => (await load()).cartPoleBatch(kernels, model),
  };
}
