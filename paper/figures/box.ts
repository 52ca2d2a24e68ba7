/** Appendix A.3: pushing a box. */

import { humanoidBox } from '../../src/tasks/humanoid-box.js';
import { uprightFigure } from './upright.js';

export const box = uprightFigure({
  name: 'box',
  task: humanoidBox,
  stepCost: 12, // rolled out with MuJoCo: the lanes have no boxes
  title: 'Humanoid box',
  where: 'figure 1, appendix A.3',
  claim:
    'The friction between the box and ground is very low, however, and most pushes cause the box to slide out of reach; POLO learns to better limit the initial push to control the box to the target.',
  method:
    'From upright at rest, 12,000 steps in 20 episodes of 600 at H = 32; planning alone for three episodes at H = 32 and 64. All other settings the task’s defaults; mass and friction of the box are not in the paper.',
  measure: { label: 'distance of the box from the target (m)', domain: [0, 3] },
  solved: ({ measure }) => measure < 0.3,
  solvedMeans: 'box within 0.3 m of the target at the end',
  does: 'ends with the box within 0.3 m of the target',
});
