/** Pictures: Observable Plot's panels, put together to one SVG with a title and a legend. */

import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { deviation, groupBy, mean } from '../bench/statistics.js';

/** Okabe and Ito's colours, told apart by the colour-blind too; black and grey for what is compared against. */
export const COLORS = {
  blue: '#0072B2',
  orange: '#E69F00',
  green: '#009E73',
  red: '#D55E00',
  purple: '#CC79A7',
  sky: '#56B4E9',
  black: '#222222',
  grey: '#999999',
} as const;

/** One for each step from light to dark, for ordered series (cividis: safe for the colour-blind). */
export const ORDERED = ['#c8b866', '#96906f', '#6b6c6f', '#3e4c6b', '#00204d'] as const;

export interface Series {
  readonly name: string;
  readonly color: string;
  /** As in SVG's stroke-dasharray. */
  readonly dash?: string;
}

export interface Point {
  readonly series: string;
  readonly x: number;
  readonly y: number;
}

export interface Panel {
  readonly title?: string;
  readonly x: Plot.ScaleOptions;
  readonly y: Plot.ScaleOptions;
  readonly color?: Plot.ScaleOptions;
  readonly marks: readonly Plot.Markish[];
  readonly width?: number;
  readonly height?: number;
  readonly marginLeft?: number;
}

const FONT = 'font-family="Helvetica, Arial, DejaVu Sans, sans-serif"';
const WIDTH = 380;
const HEIGHT = 280;
const GAP = 16;
const TITLE = 34;
const LEGEND_LINE = 20;
const LETTER = 6.6; // pixels of a letter at 12 px, about

const { document } = new JSDOM('').window;

/** A horizontal axis of horizons or of other powers of two. */
export function powersOfTwo(label: string, ticks: readonly number[]): Plot.ScaleOptions {
  const [first, last] = [Math.min(...ticks), Math.max(...ticks)];
  return {
    label,
    type: 'log',
    base: 2,
    domain: [first / 1.2, last * 1.2],
    ticks: [...ticks],
    tickFormat: (tick: number) => String(tick),
  };
}

/** Mean over the points with the same x, with one standard deviation as a band or as whiskers, and each point. */
export function meanAndSpread(
  points: readonly Point[],
  series: readonly Series[],
  style: 'band' | 'whiskers' = 'whiskers',
): Plot.Markish[] {
  const marks: Plot.Markish[] = [];
  for (const { name, color, dash } of series) {
    const own = points.filter((point) => point.series === name && Number.isFinite(point.y));
    if (own.length === 0) continue;
    const rows = [...groupBy(own, ({ x }) => x)]
      .map(([x, group]) => {
        const ys = group.map(({ y }) => y);
        return { x, y: mean(ys), low: mean(ys) - deviation(ys), high: mean(ys) + deviation(ys) };
      })
      .sort((a, b) => a.x - b.x);
    if (style === 'band') {
      marks.push(
        Plot.areaY(rows, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.15, clip: true }),
      );
    } else {
      marks.push(
        Plot.ruleX(rows, { x: 'x', y1: 'low', y2: 'high', stroke: color, strokeWidth: 1.5, clip: true }),
      );
      marks.push(Plot.dot(own, { x: 'x', y: 'y', stroke: color, r: 2.5, strokeOpacity: 0.6 }));
      marks.push(Plot.dot(rows, { x: 'x', y: 'y', fill: color, r: 4 }));
    }
    marks.push(Plot.lineY(rows, { x: 'x', y: 'y', stroke: color, strokeWidth: 2, strokeDasharray: dash }));
  }
  return marks;
}

/** Puts panels side by side, row under row, under a title and a legend. */
export function picture(
  title: string,
  legend: readonly Series[],
  rows: readonly (readonly Panel[])[],
): string {
  const width = Math.max(...rows.map((row) => row.reduce((sum, panel) => sum + widthOf(panel) + GAP, GAP)));
  const parts: string[] = [
    `<text x="${GAP}" y="22" font-size="15" font-weight="bold">${toXml(title)}</text>`,
  ];
  const { svg, lines } = drawLegend(legend, width);
  parts.push(svg);
  let y = TITLE + lines * LEGEND_LINE;
  for (const row of rows) {
    let x = GAP;
    const height = Math.max(...row.map(heightOf));
    for (const panel of row) {
      parts.push(drawPanel(panel, x, y));
      x += widthOf(panel) + GAP;
    }
    y += height + GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" ${FONT} fill="#222">
<title>${toXml(title)}</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
</svg>
`;
}

function widthOf({ width = WIDTH }: Panel): number {
  return width;
}

function heightOf({ height = HEIGHT }: Panel): number {
  return height;
}

function drawPanel(panel: Panel, x: number, y: number): string {
  const plot = Plot.plot({
    document,
    className: 'plot',
    width: widthOf(panel),
    height: heightOf(panel) - (panel.title ? LEGEND_LINE : 0),
    marginLeft: panel.marginLeft ?? 46,
    marginBottom: 40,
    marginTop: 26,
    style: { overflow: 'visible' },
    x: { labelAnchor: 'center', ...panel.x },
    y: { grid: true, ...panel.y },
    color: panel.color,
    marks: [...panel.marks],
  });
  plot.setAttribute('x', String(x));
  plot.setAttribute('y', String(y + (panel.title ? LEGEND_LINE : 0)));
  plot.setAttribute('font-size', '12');
  plot.removeAttribute('font-family');
  for (const style of [...plot.querySelectorAll('style')]) style.remove();
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = panel.title ?? String(panel.y.label ?? '');
  plot.prepend(name);
  const heading = panel.title
    ? `<text x="${x + 4}" y="${y + 14}" font-size="13" font-weight="bold">${toXml(panel.title)}</text>`
    : '';
  return heading + plot.outerHTML;
}

function drawLegend(legend: readonly Series[], width: number): { svg: string; lines: number } {
  let x = GAP;
  let line = 0;
  const entries = legend.map(({ name, color, dash }) => {
    const length = 40 + name.length * LETTER;
    if (x + length > width && x > GAP) {
      x = GAP;
      line++;
    }
    const y = TITLE + line * LEGEND_LINE + 6;
    const drawn = `<line x1="${x}" x2="${x + 22}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="3"${
      dash ? ` stroke-dasharray="${dash}"` : ''
    }/><text x="${x + 28}" y="${y + 4}" font-size="12">${toXml(name)}</text>`;
    x += length + GAP / 2;
    return drawn;
  });
  return { svg: entries.join('\n'), lines: legend.length ? line + 1 : 0 };
}

function toXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
