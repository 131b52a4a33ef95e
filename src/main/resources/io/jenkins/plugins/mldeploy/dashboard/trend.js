import {element} from './dom.js';
import {saidBy, together} from './together.js';

let chart = null;
let drawn = null;

/** One metric of one step over the runs; which one is the reader's choice. */
export function trend(container, rows) {
  const key = JSON.stringify(rows);
  if (key === drawn) return;
  drawn = key;
  const series = collect(rows);
  const names = [...series.keys()].filter(name => series.get(name).length > 1).sort();
  if (names.length === 0) {
    container.replaceChildren(element('p', {class: 'muted'}, 'A trend needs two runs that recorded the same metric.'));
    chart = null;
    return;
  }
  const before = container.querySelector('select')?.value;
  const chosen = names.includes(before) ? before : names.find(name => /correct|faith|passRate/i.test(name)) ?? names[0];
  const picture = element('div', {class: 'chart', role: 'img'});
  const select = element('select', {change: () => draw(picture, select.value, series.get(select.value))},
    names.map(name => element('option', {value: name, selected: name === chosen}, name)));
  container.replaceChildren(element('label', {}, 'Metric', select), picture);
  chart = null;
  draw(picture, chosen, series.get(chosen));
}

function collect(rows) {
  const series = new Map();
  for (const run of [...rows].reverse()) {
    for (const [finding] of together(run.findings, each => each.subject, saidBy)) {
      for (const [metric, value] of Object.entries(finding.metrics ?? {})) {
        const name = `${finding.step} ${finding.id}: ${metric}`;
        if (!series.has(name)) series.set(name, []);
        series.get(name).push({run: `#${run.number}`, value});
      }
    }
  }
  return series;
}

function draw(picture, name, points) {
  const style = getComputedStyle(picture);
  const color = variable => style.getPropertyValue(variable).trim();
  picture.setAttribute('aria-label', `${name}: ${points.map(point => `${point.run} ${point.value}`).join(', ')}`);
  chart ??= globalThis.echarts.init(picture, null, {renderer: 'svg'});
  chart.setOption({
    animation: false,
    grid: {left: 64, right: 24, top: 24, bottom: 32},
    xAxis: {type: 'category', data: points.map(point => point.run), axisLabel: {color: color('--ml-muted')}},
    yAxis: {type: 'value', scale: true, axisLabel: {color: color('--ml-muted')}, splitLine: {lineStyle: {color: color('--ml-line')}}},
    series: [{type: 'line', data: points.map(point => point.value), lineStyle: {color: color('--ml-accent')}, itemStyle: {color: color('--ml-accent')}}],
  }, true);
}

addEventListener('resize', () => chart?.resize());
