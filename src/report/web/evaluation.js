'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const { metrics, contestants, pictures, shots, classes, set_scores: setScores } = data;
const byId = (id) => document.getElementById(id);

/** An element with attributes, properties that start with "on", and children. */
function make(tag, attributes = {}, ...children) {
  const svg = ['svg', 'g', 'path', 'line', 'rect', 'text'].includes(tag);
  const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag)
                      : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const indices = (list) => list.map((_, i) => i);
const format = (value, metric) => value.toFixed(metrics[metric].decimals);
const nameWithUnit = (m) => m.title + (m.unit ? ` (${m.unit})` : '');

/** Lower is better, whatever the metric's direction. */
function badness(metric, value) {
  const { better } = metrics[metric];
  if (better === 'higher') return -value;
  return better === 'near zero' ? Math.abs(value) : value;
}

function fillSelect(id, labels, values = indices(labels)) {
  byId(id).replaceChildren(...labels.map((label, i) => make('option', { value: values[i] }, label)));
}

const tableMetrics = indices(metrics).filter((m) => metrics[m].in_table);
const rankedMetrics = tableMetrics.filter((m) => metrics[m].better !== 'neither');
const firstRanked = Math.max(0, contestants.findIndex((c) => !c.baseline));

// ---- Scores

const firstSetScore = metrics.length;
/** `column`: a metric, or behind them a number of the whole set; null for the contestants' order. */
const order = { column: null, worstFirst: false };

function bestOf(metric, statistic) {
  if (metrics[metric].better === 'neither') return null;
  const ranked = indices(contestants).filter((c) => !contestants[c].baseline);
  const score = (c) => badness(metric, contestants[c][statistic][metric]);
  return ranked.reduce((best, c) => (best === null || score(c) < score(best) ? c : best), null);
}

function scoreCell(c, m, statistic) {
  const one = contestants[c];
  const compared = ['fidelity', 'recognition'].includes(metrics[m].aspect);
  const verdict = one.baseline || !compared ? 0 : one.against_gray[m];
  const classNames = [verdict > 0 ? 'better' : '', verdict < 0 ? 'worse' : '',
                      bestOf(m, statistic) === c ? 'best' : ''].join(' ');
  const interval = `${format(one.low[m], m)} to ${format(one.high[m], m)}`;
  return make('td', { class: classNames }, format(one[statistic][m], m),
              statistic === 'mean' ? make('small', {}, interval) : '');
}

/** A number of the whole set: it has neither median nor interval. */
function setScoreCell(score, c) {
  const value = score.values[c];
  const ranked = indices(contestants).filter((i) => !contestants[i].baseline &&
                                                    score.values[i] !== null);
  const best = Math.min(...ranked.map((i) => score.values[i]));
  const name = ranked.includes(c) && value === best ? 'best' : '';
  return make('td', { class: name }, value === null ? '–' : value.toFixed(score.decimals));
}

function sortButton(column, title, sign, meaning) {
  const sorted = order.column === column ? (order.worstFirst ? ' ▼' : ' ▲') : '';
  return make('button', {
    type: 'button', title: meaning,
    onclick: () => {
      order.worstFirst = order.column === column && !order.worstFirst;
      order.column = column;
      showScores();
    },
  }, `${title} ${sign}${sorted}`);
}

const signs = { lower: '↓', higher: '↑', 'near zero': '→0', neither: '' };
const metricButton = (m) =>
  sortButton(m, metrics[m].title, signs[metrics[m].better], metrics[m].meaning);
const setScoreButton = (score, i) =>
  sortButton(firstSetScore + i, score.title, signs.lower, score.meaning);

/** Lower is better. A contestant without the number comes last, whichever way the rest goes. */
function orderBadness(c, statistic) {
  const { column } = order;
  if (column < firstSetScore) return badness(column, contestants[c][statistic][column]);
  const value = setScores[column - firstSetScore].values[c];
  return value ?? (order.worstFirst ? -Infinity : Infinity);
}

function sortedContestants(statistic) {
  if (order.column === null) return indices(contestants);
  const compare = (x, y) => {
    const [first, second] = [orderBadness(x, statistic), orderBadness(y, statistic)];
    return first === second ? x - y : Math.sign(first - second) * (order.worstFirst ? -1 : 1);
  };
  return indices(contestants).sort(compare);
}

function showScores() {
  const statistic = byId('statistic').value;
  const head = make('tr', {}, make('th', {}, 'Contestant'),
                    ...tableMetrics.map((m) => make('th', { scope: 'col' }, metricButton(m),
                                                    make('small', {}, metrics[m].unit))),
                    ...setScores.map((score, i) => make('th', { scope: 'col' },
                                                        setScoreButton(score, i))));
  const rows = sortedContestants(statistic).map((c) =>
    make('tr', { class: contestants[c].baseline ? 'baseline' : '' },
         make('td', { title: contestants[c].detail }, contestants[c].name),
         ...tableMetrics.map((m) => scoreCell(c, m, statistic)),
         ...setScores.map((score) => setScoreCell(score, c))));
  byId('table').replaceChildren(make('thead', {}, head), make('tbody', {}, ...rows));
}

function showAgainst() {
  if (data.reference === null) return;
  const reference = contestants[data.reference].name;
  const rows = indices(contestants).filter((c) => c !== data.reference).map((c) =>
    make('tr', { class: contestants[c].baseline ? 'baseline' : '' },
         make('td', {}, contestants[c].name),
         ...rankedMetrics.map((m) => {
           const d = contestants[c].against[m];
           const name = d.verdict > 0 ? 'better' : d.verdict < 0 ? 'worse' : '';
           return make('td', { class: name }, `${d.mean > 0 ? '+' : ''}${format(d.mean, m)}`,
                       make('small', {}, `${format(d.low, m)} to ${format(d.high, m)}`),
                       make('small', {}, `wins ${(100 * d.win_rate).toFixed(0)} %`));
         })));
  const head = make('tr', {}, make('th', {}, 'Contestant'),
                    ...rankedMetrics.map((m) => make('th', {}, metrics[m].title)));
  byId('against').replaceChildren(
    make('h3', {}, `Against ${reference}, picture by picture`),
    make('p', { class: 'note' }, `Mean difference from ${reference}, its 95 % interval, and the ` +
         'share of pictures on which the contestant is better (ties count half). Green is surely ' +
         'better, red surely worse.'),
    make('div', { class: 'scroll' }, make('table', {}, make('thead', {}, head),
                                          make('tbody', {}, ...rows))));
}

// ---- Distributions

const plotSize = { width: 1100, left: 130, right: 20, row: 46 };

function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low] + (place - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}

function niceTicks(low, high, wanted = 8) {
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= raw);
  const ticks = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) ticks.push(t);
  return ticks.map((t) => Number(t.toPrecision(10)));
}

function ridge(sorted, scale, range, y) {
  const bins = Math.min(Math.max(Math.round(3 * Math.sqrt(sorted.length)), 10), 90);
  const counts = new Array(bins).fill(0);
  for (const v of sorted) {
    const bin = Math.floor((v - range.low) / (range.high - range.low) * bins);
    counts[Math.min(Math.max(bin, 0), bins - 1)] += 1;
  }
  const top = Math.max(...counts);
  const width = (range.high - range.low) / bins;
  const points = counts.map((n, i) =>
    `H${scale(range.low + i * width).toFixed(1)}V${(y - 26 * n / top).toFixed(1)}` +
    `H${scale(range.low + (i + 1) * width).toFixed(1)}`);
  return make('path', { class: 'area', d: `M${scale(range.low)} ${y}${points.join('')}V${y}Z` });
}

function distributionRow(name, sorted, scale, range, y) {
  const [q1, q2, q3] = [0.25, 0.5, 0.75].map((s) => scale(quantile(sorted, s)));
  return make('g', {}, make('text', { x: plotSize.left - 10, y: y - 4, 'text-anchor': 'end' }, name),
              ridge(sorted, scale, range, y),
              make('rect', { class: 'box', x: q1, y: y + 2, width: Math.max(q3 - q1, 2), height: 6 }),
              make('line', { class: 'median', x1: q2, x2: q2, y1: y + 1, y2: y + 9 }));
}

function showDistribution() {
  const m = Number(byId('distribution-metric').value);
  const label = byId('distribution-class').value;
  const chosen = pictures.filter((p) => label === '' || p.label === Number(label));
  byId('distribution-meaning').textContent =
    `${metrics[m].meaning}. ${chosen.length} pictures; the bar spans the middle half, the notch is ` +
    'the median. Truth is left out.';
  const shown = indices(contestants).filter((c) => contestants[c].kind !== 'truth');
  const values = shown.map((c) => chosen.map((p) => p.values[c][m]).sort((x, y) => x - y));
  const all = values.flat().sort((x, y) => x - y);
  if (all.length === 0) return byId('plot').replaceChildren('No pictures of this class.');
  const range = { low: quantile(all, 0.002), high: quantile(all, 0.998) };
  if (range.low === range.high) range.high = range.low + 1;
  const inner = plotSize.width - plotSize.left - plotSize.right;
  const scale = (v) => plotSize.left + inner *
    Math.min(Math.max((v - range.low) / (range.high - range.low), 0), 1);
  const height = shown.length * plotSize.row + 44;
  const bottom = height - 24;
  const svg = make('svg', { viewBox: `0 0 ${plotSize.width} ${height}`, role: 'img',
                            'aria-label': `Distribution of ${metrics[m].title}` });
  for (const tick of niceTicks(range.low, range.high)) {
    svg.append(make('line', { class: 'grid', x1: scale(tick), x2: scale(tick), y1: 8, y2: bottom }),
               make('text', { class: 'tick', x: scale(tick), y: bottom + 16,
                              'text-anchor': 'middle' }, String(tick)));
  }
  shown.forEach((c, i) => svg.append(
    distributionRow(contestants[c].name, values[i], scale, range, (i + 1) * plotSize.row - 6)));
  return byId('plot').replaceChildren(svg);
}

// ---- Figures

function shot(picture, contestant) {
  const of = shots[picture];
  return of ? of[contestant] : null;
}

function tileCell(tile) {
  const source = shot(tile.picture, tile.contestant);
  const image = make('img', { src: source, alt: `${pictures[tile.picture].name}, ` +
                              contestants[tile.contestant].name, loading: 'lazy',
                              onclick: () => openDetail([tile.picture], 0, tile.contestant) });
  return make('td', {}, image, make('small', {}, tile.label));
}

function showFigures() {
  for (const figure of data.figures) {
    const head = figure.columns.length > 0
      ? make('tr', {}, ...figure.columns.map((c) => make('th', {}, c))) : '';
    const rows = figure.rows.flatMap((row) => [
      ...(row.title ? [make('tr', {}, make('th', { colspan: row.tiles.length }, row.title))] : []),
      make('tr', {}, ...row.tiles.map(tileCell))]);
    byId('figures').append(
      make('div', { class: 'figure' }, make('h3', {}, figure.title),
           make('p', { class: 'note' }, figure.caption),
           make('div', { class: 'scroll' }, make('table', {}, head, ...rows))));
  }
}

// ---- Pictures

let gridOrder = [];
let gridShown = 0;

function showGrid() {
  const c = Number(byId('picture-contestant').value);
  const m = Number(byId('picture-metric').value);
  const label = byId('picture-class').value;
  const how = byId('picture-order').value;
  gridOrder = indices(pictures).filter((p) => label === '' || pictures[p].label === Number(label));
  const score = (p) => badness(m, pictures[p].values[c][m]);
  if (how !== 'name') {
    gridOrder.sort((x, y) => (score(x) - score(y)) * (how === 'worst' ? -1 : 1) || x - y);
  }
  const embedded = gridOrder.filter((p) => shots[p]).length;
  byId('picture-count').textContent =
    `${gridOrder.length} pictures, of which ${embedded} are in this file to look at: a seeded ` +
    'sample and the best and worst of every contestant. The numbers of all are here.';
  byId('grid').replaceChildren();
  gridShown = 0;
  showMore();
}

function gridTile(p, place) {
  const c = Number(byId('picture-contestant').value);
  const m = Number(byId('picture-metric').value);
  const source = shot(p, c);
  const view = source ? make('img', { src: source, alt: '', loading: 'lazy' })
                      : make('span', { class: 'blank' }, 'not in this file');
  return make('button', { type: 'button', title: pictures[p].name,
                          onclick: () => openDetail(gridOrder, place, c) }, view,
              make('span', { class: 'caption' },
                   `${format(pictures[p].values[c][m], m)} · ${pictures[p].name.split('/').pop()}`));
}

function showMore() {
  const next = gridOrder.slice(gridShown, gridShown + 48);
  byId('grid').append(...next.map((p, i) => gridTile(p, gridShown + i)));
  gridShown += next.length;
  byId('more').hidden = gridShown >= gridOrder.length;
}

// ---- One picture

const detail = { list: [], place: 0 };

function openDetail(list, place, contestant) {
  detail.list = list;
  detail.place = place;
  byId('left').value = contestants.findIndex((c) => c.kind === 'gray');
  byId('right').value = contestant;
  showDetail();
  if (!byId('detail').open) byId('detail').showModal();
}

function showDetail() {
  const p = detail.list[detail.place];
  const sides = ['left', 'right'].map((side) => Number(byId(side).value));
  const label = pictures[p].label;
  byId('detail-name').textContent =
    pictures[p].name + (label >= 0 ? ` (${classes[label]})` : '');
  byId('slider').hidden = !shots[p];
  if (shots[p]) {
    ['left', 'right'].forEach((side, i) => {
      byId(`image-${side}`).src = shot(p, sides[i]);
      byId(`image-${side}`).alt = contestants[sides[i]].name;
    });
  }
  byId('previous').disabled = detail.place === 0;
  byId('next').disabled = detail.place + 1 >= detail.list.length;
  const head = make('tr', {}, make('th', {}, ''), ...tableMetrics.map((m) =>
    make('th', { title: metrics[m].meaning }, metrics[m].title)));
  const rows = indices(contestants).map((c) =>
    make('tr', { class: contestants[c].baseline ? 'baseline' : '' },
         make('td', {}, contestants[c].name),
         ...tableMetrics.map((m) => make('td', {}, format(pictures[p].values[c][m], m)))));
  byId('detail-table').replaceChildren(make('thead', {}, head), make('tbody', {}, ...rows));
}

function step(by) {
  const place = detail.place + by;
  if (place < 0 || place >= detail.list.length) return;
  detail.place = place;
  showDetail();
}

// ---- Protocol

function term(name, text) { return [make('dt', {}, name), make('dd', {}, text)]; }

function showProtocol() {
  byId('subtitle').textContent = data.subtitle;
  byId('verdicts').replaceChildren(...data.verdicts.map((text) => make('li', {}, text)));
  byId('head').replaceChildren(
    ...Object.entries(data.head).flatMap(([name, value]) => term(name.replaceAll('_', ' '), String(value))),
    ...contestants.flatMap((c) => term(`contestant ${c.name}`, `${c.kind}: ${c.detail}`)));
  byId('meanings').replaceChildren(...[...metrics, ...setScores].flatMap((m) => term(nameWithUnit(m), m.meaning)));
  if (data.excluded.length === 0) return;
  byId('excluded').replaceChildren(
    make('h3', {}, `${data.excluded.length} pictures left out for all contestants`),
    make('dl', {}, ...data.excluded.flatMap((e) =>
      term(e.picture, `${e.contestant ? `${e.contestant}: ` : ''}${e.reason}`))));
}

// ---- All together

function main() {
  showProtocol();
  fillSelect('distribution-metric', tableMetrics.map((m) => nameWithUnit(metrics[m])), tableMetrics);
  fillSelect('picture-metric', rankedMetrics.map((m) => nameWithUnit(metrics[m])), rankedMetrics);
  for (const id of ['distribution-class', 'picture-class']) {
    fillSelect(id, ['all', ...classes], ['', ...indices(classes)]);
    byId(id).closest('label').hidden = classes.length === 0;
  }
  for (const id of ['picture-contestant', 'left', 'right']) {
    fillSelect(id, contestants.map((c) => c.name));
  }
  byId('picture-contestant').value = firstRanked;
  const psnr = metrics.findIndex((m) => m.key === 'psnr');
  byId('distribution-metric').value = psnr;
  byId('picture-metric').value = psnr;
  byId('statistic').onchange = showScores;
  for (const id of ['distribution-metric', 'distribution-class']) byId(id).onchange = showDistribution;
  for (const id of ['picture-contestant', 'picture-metric', 'picture-class', 'picture-order']) {
    byId(id).onchange = showGrid;
  }
  byId('more').onclick = showMore;
  byId('left').onchange = showDetail;
  byId('right').onchange = showDetail;
  byId('previous').onclick = () => step(-1);
  byId('next').onclick = () => step(1);
  byId('close').onclick = () => byId('detail').close();
  byId('position').oninput = () =>
    byId('slider').style.setProperty('--at', `${byId('position').value}%`);
  showScores();
  showAgainst();
  showDistribution();
  showFigures();
  showGrid();
}

main();
