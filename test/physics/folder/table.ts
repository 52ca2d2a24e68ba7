/** The rows for people, as Markdown. */

import { failedGates, GATES, geometricMean, type Measured } from './row.js';

const HEAD = [
  'model',
  'nv',
  'nu',
  'p50',
  'p99',
  'max',
  'chaotic',
  'rows equal',
  'rank',
  'lanes µs',
  'MuJoCo µs',
  'ratio',
  'gates',
];

export function table(models: ReadonlyMap<string, Measured>, timed: boolean): string {
  const all = [...models];
  const packed = all.filter(([, { packs }]) => packs);
  const refused = all.filter(([, { packs }]) => !packs);
  const holding = packed.filter(([, measured]) => failedGates(measured, timed).length === 0);
  const lines = [
    ...(packed.length > 0 ? [line(HEAD), line(HEAD.map(() => '---'))] : []),
    ...packed.map(([model, measured]) => line(cells(model, measured, timed))),
    '',
    ...packed.flatMap(([model, measured]) => remarks(measured).map((text) => `${model}: ${text}`)),
    ...refused.map(([model, { reasons }]) => `${model} does not pack: ${reasons.join('; ')}`),
    '',
    `${packed.length} of ${all.length} models pack, ${holding.length} hold every gate` +
      ` (p50 < ${power(GATES.p50)}, p99 < ${power(GATES.p99)}, max < ${power(GATES.max)}, rows equal ≥ ${percent(GATES.rowsEqual)}, rank ≥ ${GATES.rank}` +
      `${timed ? `, ratio ≥ ${GATES.ratio} from nv 6 on` : ''})`,
  ];
  const mean = geometricMean(packed.map(([, { ratio }]) => ratio));
  if (mean !== undefined)
    lines.push(`geometric mean of the speed ratios: ${mean.toFixed(1)} (gate: ≥ ${GATES.meanRatio})`);
  return lines.join('\n');
}

function cells(model: string, measured: Measured, timed: boolean): string[] {
  const { nv, nu, p50, p99, max, chaotic, states, rowsEqual, rank, ownRank } = measured;
  const failed = failedGates(measured, timed);
  const own = ownRank === undefined ? '' : ` (MuJoCo's own ${ownRank.toFixed(5)})`;
  return [
    model,
    String(nv),
    String(nu),
    ...[p50, p99, max].map((x) => show(x, (known) => known.toExponential(1))),
    chaotic === undefined ? '–' : `${chaotic} of ${states}`,
    show(rowsEqual, percent),
    show(rank, (known) => known.toFixed(5)) + own,
    ...[measured.lanesMicroseconds, measured.mujocoMicroseconds].map((x) => show(x, (t) => t.toFixed(2))),
    show(measured.ratio, (known) => known.toFixed(1)),
    failed.length === 0 ? 'hold' : `**${failed.join(', ')}**`,
  ];
}

function remarks({ reasons, notice, chaotic, chaoticMax, wild, blownUp }: Measured): string[] {
  return [
    ...reasons,
    notice,
    chaotic &&
      `chaotic: errors up to ${chaoticMax!.toExponential(1)} are left out where a nudge of 1e-7 moves MuJoCo as far`,
    blownUp && `${blownUp} rollouts come apart in MuJoCo, which their rank and time then tell less of`,
    wild && `${wild} steps are left out in which MuJoCo itself comes apart`,
  ].filter((remark) => typeof remark === 'string');
}

const line = (parts: readonly string[]): string => `| ${parts.join(' | ')} |`;
const show = (x: number | null, text: (known: number) => string): string => (x === null ? '–' : text(x));
const power = (bound: number): string => bound.toExponential(0);
const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
