#!/usr/bin/env node
// Draws the text of a demo as the picture of the README:
//   npm run demo -- --for 30 > demo.txt && node scripts/demo-picture.mjs < demo.txt > docs/demo.svg
// Everything in the picture is text of that run; only passwords are replaced.
import { readFileSync } from 'node:fs';

const fontSize = 13;
const lineHeight = 18;
const characterWidth = 7.83;
const margin = 20;
const columnsMost = 132;

const lines = picked(readFileSync(0, 'utf8')).map((line) => shortened(line, columnsMost));
const columns = Math.max(...lines.map((line) => line.length));
const width = Math.ceil(columns * characterWidth + 2 * margin);
const height = (lines.length + 1) * lineHeight + 2 * margin + 14;

const text = lines.map((line, row) => {
  const y = margin + 32 + (row + 1) * lineHeight;
  const before = lines[row - 1] ?? '';
  const style = styleOf(line, before);
  return `<text xml:space="preserve" x="${margin}" y="${y}"${style === '' ? '' : ` class="${style}"`}>${marked(escaped(line))}</text>`;
});
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Closing page of a Tundish demo: the books balance">
<style>
text { font: ${fontSize}px ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d7dde3; white-space: pre; }
.head { fill: #ffffff; font-weight: bold; }
.faint { fill: #8b98a5; }
.ok { fill: #5fd38d; }
.wrong { fill: #ff7b72; }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#10161d"/>
<circle cx="24" cy="20" r="5" fill="#ff5f57"/><circle cx="42" cy="20" r="5" fill="#febc2e"/><circle cx="60" cy="20" r="5" fill="#28c840"/>
${text.join('\n')}
</svg>
`);

/** The scenes and what they led to, without the lines that were appended while the plant ran. */
function picked(output) {
  const all = output.split('\n').map((line) => line.replace(/(postgresql:\/\/\w+:)\w+@/g, '$1…@'));
  const closing = all.findIndex((line) => line.startsWith('Conservation:'));
  const scenes = [];
  for (let at = 0; at < closing; at += 1) {
    if (/^(Writer|A supplier|The laboratory)/.test(all[at])) {
      scenes.push(all[at]);
      while (/^ {4}\S/.test(all[at + 1] ?? '')) {
        at += 1;
        scenes.push(all[at]);
      }
    }
  }
  const asking = all.findIndex((line) => line.startsWith('Ask it yourself'));
  const measured = all.findIndex((line) => line.startsWith('first message to first KPI row'));
  return [
    '$ npm run demo -- --for 30',
    '',
    ...scenes,
    '',
    ...all.slice(closing, asking),
    ...all.slice(measured, measured + 2),
  ];
}

function shortened(line, most) {
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

function styleOf(line, before) {
  if (line.startsWith('$ ') || line.startsWith('stream ') || /^ {7}(hint|sample)/.test(line))
    return 'faint';
  if (line.startsWith('✔')) return 'ok';
  if (line.startsWith('✗')) return 'wrong';
  if (before === '' || /^(Writer|A supplier|The laboratory)/.test(line)) return 'head';
  return '';
}

function marked(line) {
  return line
    .replace(/✓/g, '<tspan class="ok">✓</tspan>')
    .replace(/✗/g, '<tspan class="wrong">✗</tspan>');
}

function escaped(line) {
  return line
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
