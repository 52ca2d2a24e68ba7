// In a browser: the page's tester calls `check` on the window.
import { check } from './check.js';

window.check = check;
