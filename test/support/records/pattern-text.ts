import type { RandomSource } from './random-source.ts';

/**
 * Text that matches a pattern made of literals, classes, `\d`, `\w`, `.`, groups, alternatives,
 * anchors at the ends and bounded quantifiers. Throws for anything else.
 */
export function patternText(random: RandomSource, pattern: string): string {
  const reader = new PatternReader(pattern, random);
  const text = reader.alternatives();
  if (!reader.done) throw new Error(`The pattern ${pattern} is beyond this generator.`);
  return text;
}

class PatternReader {
  private at = 0;
  private readonly pattern: string;
  private readonly random: RandomSource;

  constructor(pattern: string, random: RandomSource) {
    this.pattern = pattern;
    this.random = random;
  }

  get done(): boolean {
    return this.at >= this.pattern.length;
  }

  alternatives(): string {
    const branches = [this.sequence()];
    while (this.pattern[this.at] === '|') {
      this.at += 1;
      branches.push(this.sequence());
    }
    return this.random.pick(branches);
  }

  private sequence(): string {
    let text = '';
    while (!this.done && this.pattern[this.at] !== '|' && this.pattern[this.at] !== ')') {
      const start = this.at;
      const first = this.atom();
      const end = this.at;
      const count = this.quantifier();
      if (count > 0) text += first;
      for (let repeat = 1; repeat < count; repeat += 1) {
        const after = this.at;
        this.at = start;
        text += this.atom();
        if (this.at !== end) throw new Error('An atom was read differently the second time.');
        this.at = after;
      }
    }
    return text;
  }

  private atom(): string {
    const sign = this.pattern[this.at] ?? '';
    this.at += 1;
    if (sign === '^' || sign === '$') return '';
    if (sign === '.') return this.random.pick(['a', 'Z', '5', '-']);
    if (sign === '\\') {
      const escaped = this.pattern[this.at] ?? '';
      this.at += 1;
      if (escaped === 'd') return String(this.random.whole(0, 9));
      if (escaped === 'w') return this.random.pick(['a', 'Q', '7', '_']);
      return escaped;
    }
    if (sign === '[') return this.characterClass();
    if (sign === '(') {
      if (this.pattern.startsWith('?:', this.at)) this.at += 2;
      const text = this.alternatives();
      this.at += 1;
      return text;
    }
    return sign;
  }

  private characterClass(): string {
    const end = this.pattern.indexOf(']', this.at);
    const inside = this.pattern.slice(this.at, end);
    this.at = end + 1;
    const choices: string[] = [];
    for (const [, from, to, single] of inside.matchAll(/(.)-(.)|(.)/gu)) {
      if (single !== undefined) choices.push(single);
      else if (from !== undefined && to !== undefined) {
        const code = this.random.whole(from.charCodeAt(0), to.charCodeAt(0));
        choices.push(String.fromCharCode(code));
      }
    }
    return this.random.pick(choices);
  }

  private quantifier(): number {
    const match = /^(?:\{(\d+)(,(\d*))?\}|([?*+]))/.exec(this.pattern.slice(this.at));
    if (match === null) return 1;
    this.at += match[0].length;
    if (match[4] === '?') return this.random.whole(0, 1);
    if (match[4] !== undefined) return this.random.whole(match[4] === '+' ? 1 : 0, 4);
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] ? Number(match[3]) : least + 3;
    return this.random.whole(least, most);
  }
}
