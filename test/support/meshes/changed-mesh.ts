import { randomSource } from '../records/random-source.ts';

/**
 * The mesh with `count` of its contracts changed as a pull request changes them: a text corrected, an
 * optional member added, a bound widened or narrowed, a transform's comment. The same seed changes the
 * same files. With fewer contracts than `count`, all of them.
 */
export function changedMesh(
  files: Readonly<Record<string, string>>,
  count: number,
  seed = 1,
): Record<string, string> {
  const random = randomSource(seed);
  const contracts = Object.keys(files).filter((path) => path.endsWith('.odcs.yaml'));
  const chosen = new Set<string>();
  while (chosen.size < Math.min(count, contracts.length)) chosen.add(random.pick(contracts));
  const changed = { ...files };
  for (const path of chosen) {
    const schema = path.replace('.odcs.yaml', '.schema.json');
    const transform = path.replace('.odcs.yaml', '.sql');
    const named = [schema, transform].find((each) => each in files);
    const target = named !== undefined && random.chance(0.5) ? named : path;
    changed[target] = edited(target, files[target] ?? '', random.whole(1, 1_000_000));
  }
  return changed;
}

function edited(path: string, text: string, number: number): string {
  if (path.endsWith('.sql')) return `-- Reviewed, ${number}.\n${text}`;
  if (path.endsWith('.json')) {
    const member = `"remark_${number}": { "description": "What the crew noted.", "type": "string", "maxLength": 200 }`;
    return number % 2 === 0 && text.includes('"revision":')
      ? text.replace('"revision":', `${member},\n    "revision":`)
      : text.replace(/"maxLength": (\d+)/, (_, length) => `"maxLength": ${Number(length) + 1}`);
  }
  return text.replace(
    '  limitations: >-\n',
    `  limitations: >-\n    Checked under number ${number}.\n`,
  );
}
