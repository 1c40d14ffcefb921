import { plainOf } from './prose-view.tsx';
import type { Block, DrawnChart } from './wire.ts';

const WIDTH = 560;
const HEIGHT = 200;
const LEFT = 40;
const BOTTOM = 24;
const TOP = 10;
const COLOURS = ['#2f6fde', '#d9822b', '#3c9d6b', '#a854c7', '#c23b4a', '#5b6b7b'];

type Drawn = { categories: string[]; series: { name: string; values: number[] }[]; most: number };

/** Slack's drawing of bars or lines; a shape of another kind is told, not drawn. */
export function Chart({ block }: { block: Block }) {
  const { chart } = block;
  const title = plainOf(block.title) || 'untitled';
  if (chart === undefined || chart.series === undefined) return <p class="unsupported">{`Chart: ${title}`}</p>;
  const drawn = readDrawn(chart);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={inWords(title, drawn)}>
        <Scale most={drawn.most} label={chart.axis_config?.y_label ?? ''} />
        {chart.type === 'bar' ? <Bars drawn={drawn} /> : <Lines drawn={drawn} />}
        {drawn.categories.map((name, index) => (
          <text key={name} class="axis" x={middleOf(index, drawn)} y={HEIGHT - 6} text-anchor="middle">
            {name}
          </text>
        ))}
      </svg>
      <ul class="legend">
        {drawn.series.map(({ name }, index) => (
          <li key={name}>
            <span class="swatch" style={{ background: COLOURS[index] }} />
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function readDrawn({ series = [], axis_config }: DrawnChart): Drawn {
  const all = series.map(({ name, data }) => ({ name, values: data.map(({ value }) => value) }));
  return {
    categories: axis_config?.categories ?? [],
    series: all,
    most: Math.max(1, ...all.flatMap(({ values }) => values)),
  };
}

const inWords = (title: string, { categories, series }: Drawn): string =>
  `${title}. ${series.map(({ name, values }) => `${name}: ${categories.map((each, at) => `${each} ${values[at]}`).join(', ')}`).join('. ')}`;

const widthOf = ({ categories }: Drawn): number => (WIDTH - LEFT) / Math.max(1, categories.length);
const middleOf = (index: number, drawn: Drawn): number => LEFT + widthOf(drawn) * (index + 0.5);
const heightOf = (value: number, most: number): number => (value / most) * (HEIGHT - BOTTOM - TOP);
const levelOf = (value: number, most: number): number => HEIGHT - BOTTOM - heightOf(value, most);

function Scale({ most, label }: { most: number; label: string }) {
  return (
    <g class="axis">
      <title>{label}</title>
      {[0, most].map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={WIDTH} y1={levelOf(value, most)} y2={levelOf(value, most)} />
          <text x={LEFT - 6} y={levelOf(value, most) + 4} text-anchor="end">
            {value}
          </text>
        </g>
      ))}
    </g>
  );
}

function Bars({ drawn }: { drawn: Drawn }) {
  const width = (widthOf(drawn) * 0.7) / Math.max(1, drawn.series.length);
  return (
    <g>
      {drawn.series.map(({ name, values }, at) =>
        values.map((value, index) => (
          <rect
            key={`${name}:${drawn.categories[index]}`}
            fill={COLOURS[at]}
            x={middleOf(index, drawn) + (at - drawn.series.length / 2) * width}
            y={levelOf(value, drawn.most)}
            width={width - 2}
            height={heightOf(value, drawn.most)}
          />
        )),
      )}
    </g>
  );
}

function Lines({ drawn }: { drawn: Drawn }) {
  return (
    <g fill="none">
      {drawn.series.map(({ name, values }, at) => (
        <polyline
          key={name}
          stroke={COLOURS[at]}
          stroke-width="2"
          points={values.map((value, index) => `${middleOf(index, drawn)},${levelOf(value, drawn.most)}`).join(' ')}
        />
      ))}
    </g>
  );
}
