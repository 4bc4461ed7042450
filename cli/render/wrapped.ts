const columns = 100;

/**
 * Lines of at most 100 columns, broken at spaces; a longer word stands alone on its line. `indent`
 * stands before every line but the first. A line never starts with `::`, which build logs would
 * take for a command.
 */
export function wrapped(text: string, indent: string, used = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let room = columns - used;
  for (const word of text.split(' ')) {
    const longer =
      line === '' && lines.length === 0 ? word : `${line}${line === '' ? '' : ' '}${word}`;
    if (line !== '' && longer.length > room) {
      lines.push(line);
      line = word.startsWith('::') ? `\\u003a${word.slice(1)}` : word;
      room = columns - indent.length;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lines.map((each, index) => (index === 0 ? each : indent + each));
}
