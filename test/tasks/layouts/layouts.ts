/**
 * Models with files around them, and what native MuJoCo 3.14 makes of each. Decoys lie wherever another rule would look.
 */

import { folders } from './folders.js';
import { includes } from './includes.js';
import { kinds } from './kinds.js';
import type { Layout } from './layout.js';
import { names } from './names.js';

export const layouts: readonly Layout[] = [...folders, ...names, ...includes, ...kinds];
