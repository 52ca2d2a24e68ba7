/** `polo export DIR --onnx FILE`: the value function of a recorded run, for other programs. */

import { parseArgs } from 'node:util';
import { OptionError } from '../options.js';
import { writeWhole } from '../runs/files.js';
import { encodeOnnx } from '../runs/onnx.js';
import { readValue } from '../runs/saved-value.js';

export async function exportValue(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { onnx: { type: 'string' } },
    allowPositionals: true,
  });
  const [directory, ...rest] = positionals;
  if (!directory || rest.length > 0)
    throw new OptionError('export takes one DIR, the directory of a recorded run');
  if (!values.onnx) throw new OptionError('export needs --onnx FILE, the file to write');
  const value = readValue(directory);
  const model = encodeOnnx(value);
  writeWhole(values.onnx, model);
  const { members, sizes } = value;
  process.stdout.write(
    `${values.onnx}: ${members} networks ${sizes.join('-')} and their priors, ${model.length} bytes\n`,
  );
  return 0;
}
