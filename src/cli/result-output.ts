/** `--json` promises one JSON object on stdout and nothing else. */

/**
 * Keeps stdout for the result: whatever else is written to it from now on, by a task's `console.log` on any thread (a
 * worker's output passes through this thread's), goes to stderr.
 *
 * @returns writes the result to stdout
 */
export function keepStdoutForResult(): (text: string) => void {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return (text) => {
    write(text);
  };
}
