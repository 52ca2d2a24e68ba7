/** Appendix A.2: walking. */

import { humanoidWalk } from '../../src/tasks/humanoid-walk.js';
import { uprightFigure } from './upright.js';

export const walk = uprightFigure({
  name: 'walk',
  task: humanoidWalk,
  stepCost: 1,
  title: 'Humanoid walk',
  where: 'figure 1, appendix A.2',
  claim:
    'In the walking scenario, the agent is initialized in an upright configuration […] we choose a target speed [1 m/s] as opposed to rewarding maximum speed to encourage stable walking gaits. (The paper names walking among the tasks that are solved, and prints no curve.)',
  method:
    'From upright at rest, 12,000 steps in 20 episodes of 600 (4.8 s, so 4.8 m at the target speed) at H = 32; planning alone for three episodes at H = 32 and 64. All other settings the task’s defaults.',
  measure: { label: 'distance walked (m)', domain: [-3, 8] },
  solved: ({ measure, fellAfter }) => fellAfter === null && measure > 2.4,
  solvedMeans: 'walks 2.4 m or more without a fall',
  does: 'walks 2.4 m or more without a fall',
});
