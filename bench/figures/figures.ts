/** All figures, in the order of the results page. */

import { box } from './box.js';
import { budget } from './budget.js';
import { choices } from './choices.js';
import { fig2 } from './fig2.js';
import { fig3Getup } from './fig3-getup.js';
import { fig3Hand } from './fig3-hand.js';
import { fig3Value } from './fig3-value.js';
import { fig4Head } from './fig4-head.js';
import { fig4Nstep } from './fig4-nstep.js';
import type { Figure } from './figure.js';
import { lemma } from './lemma.js';
import { sparse } from './sparse.js';
import { walk } from './walk.js';

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
