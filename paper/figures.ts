/** All figures, in the order of the results page. */

import type { Figure } from './figure.js';
import { box } from './figures/box.js';
import { budget } from './figures/budget.js';
import { choices } from './figures/choices.js';
import { fig2 } from './figures/fig2.js';
import { fig3Getup } from './figures/fig3-getup.js';
import { fig3Hand } from './figures/fig3-hand.js';
import { fig3Value } from './figures/fig3-value.js';
import { fig4Head } from './figures/fig4-head.js';
import { fig4Nstep } from './figures/fig4-nstep.js';
import { lemma } from './figures/lemma.js';
import { sparse } from './figures/sparse.js';
import { walk } from './figures/walk.js';

export const figures: readonly Figure[] = [
  fig2,
  fig3Getup,
  fig3Hand,
  fig3Value,
  fig4Nstep,
  fig4Head,
  lemma,
  sparse,
  walk,
  box,
  budget,
  choices,
];
