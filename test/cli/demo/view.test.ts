import { describe, expect, it } from 'vitest';
import { type BookLine, imbalances } from '../../../cli/demo/view/book-line.ts';
import { booksTable } from '../../../cli/demo/view/books-table.ts';
import { liveView } from '../../../cli/demo/view/live-view.ts';
import { grouped } from '../../../cli/demo/view/table.ts';
import { ansi, plain } from '../../../cli/render/colours.ts';

const heats: BookLine = {
  stream: 'heat.heat',
  unit: 'messages',
  received: 12,
  stored: 10,
  duplicate: 2,
  curated: 8,
  quarantined: 1,
  held: 0,
  pending: 1,
  dropped: 0,
};
const strands: BookLine = {
  stream: 'strand.strand',
  unit: 'samples',
  received: 1000,
  stored: 990,
  duplicate: 6,
  curated: undefined,
  quarantined: 3,
  held: 0,
  pending: 0,
  dropped: 1,
};

describe('books', () => {
  it('balance when every message and sample has its place', () => {
    expect([...imbalances(heats), ...imbalances(strands)]).toEqual([]);
  });

  it('name the stream and the side that is short', () => {
    expect(imbalances({ ...heats, duplicate: 1 })).toEqual([
      'heat.heat: received 12, but raw 10 + duplicate 1',
    ]);
    expect(imbalances({ ...heats, pending: 0 })).toEqual([
      'heat.heat: raw 10, but curated, quarantined, held and pending make 9',
    ]);
    expect(imbalances({ ...strands, dropped: 0 })).toEqual([
      'strand.strand: received 1000 samples, but 999 are accounted for',
    ]);
  });

  it('show a line per stream with a tick where they balance', () => {
    expect(booksTable([heats, { ...strands, stored: 1 }], plain)).toEqual([
      'stream         received  stored  duplicate  curated  quarantined  held  pending  books',
      'heat.heat            12      10          2        8            1     0        1  ✓',
      'strand.strand     1,000       1          6        –            3     0        –  ✗',
    ]);
  });

  it.each([120, 80, 60])(
    'keep stream, received, pending and the tick within %i columns',
    (width) => {
      const long = { ...heats, stream: 'plate.plate_inspection', received: 1_284_113 };
      const table = booksTable([long, strands], plain, width - 1);
      expect(Math.max(...table.map((line) => line.length))).toBeLessThan(width);
      expect(table[0]).toMatch(/^stream .* received .*pending {2}books$/);
      expect(table[1]).toMatch(/^plate\.plate_inspection {2}1,284,113 .*1 {2}✗$/);
    },
  );

  it('lose first what a person misses least', () => {
    const titles = [120, 80, 60].map((width) => {
      const long = { ...heats, stream: 'plate.plate_inspection' };
      return booksTable([long], plain, width - 1)[0]
        ?.split(/ +/)
        .join(' ');
    });
    expect(titles).toEqual([
      'stream received stored duplicate curated quarantined held pending books',
      'stream received stored dup. curated quar. pending books',
      'stream received quar. pending books',
    ]);
  });

  it('shorten the names of streams where nothing else can go', () => {
    const table = booksTable([{ ...heats, stream: 'plate.plate_inspection' }], plain, 39);
    expect(table[1]).toMatch(/^plate\.plate_… +12 +1 {2}✓$/);
    expect(table[0]?.length).toBeLessThan(40);
  });

  it('group digits the same on every machine', () => {
    expect([0, 999, 1000, 1_284_113].map(grouped)).toEqual(['0', '999', '1,000', '1,284,113']);
  });
});

describe('the live view', () => {
  const newView = (isTerminal: boolean, columns = 200) => {
    let nowMs = 0;
    let written = '';
    const view = liveView({
      write: (text) => {
        written += text;
      },
      isTerminal,
      columns,
      colours: isTerminal ? ansi : plain,
      clock: () => nowMs,
    });
    return {
      view,
      pass: (ms: number): void => {
        nowMs += ms;
      },
      take: (): string => {
        const taken = written;
        written = '';
        return taken;
      },
    };
  };

  it('draws over itself on a terminal, at most four times a second', () => {
    const { view, pass, take } = newView(true);
    view.show({ headline: 'Plant', books: [heats] });
    const drawnLines = take().split('\n').length - 1;
    pass(100);
    view.show({ headline: 'Plant', books: [heats] });
    expect(take()).toBe('');
    pass(200);
    view.show({ headline: 'Plant', books: [heats] });
    expect(take().startsWith(`\u001b[${drawnLines}A\r\u001b[J`)).toBe(true);
  });

  it('never lets a line wrap, colours not counted', () => {
    const { view, take } = newView(true, 30);
    view.show({ headline: 'Plant', books: [heats, strands] });
    const visible = take()
      .split('\n')
      .map((line) => line.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, ''));
    expect(Math.max(...visible.map((line) => line.length))).toBeLessThan(30);
  });

  it.each([60, 80])('shows the whole headline and the ticks on %i columns', (columns) => {
    const { view, take } = newView(true, columns);
    view.show({
      headline: 'Plant lindwerk   plant time 2026-11-25 20:54:32 UTC (120 × speed)   12 of 30 s',
      books: [{ ...heats, stream: 'plate.plate_inspection' }],
    });
    const shown = take();
    expect(shown).toContain('12 of 30 s');
    expect(shown).toContain('✓');
  });

  it('appends plain lines every few seconds elsewhere', () => {
    const { view, pass, take } = newView(false);
    view.show({ headline: 'Plant', books: [heats] });
    const first = take();
    expect(first).toContain('✓ heat.heat: received 12, stored 10, duplicate 2, curated 8');
    expect(first).not.toContain('\u001b');
    pass(4000);
    view.show({ headline: 'Plant', books: [heats] });
    expect(take()).toBe('');
    view.tell('Writer killed', ['with 3 readings']);
    expect(take()).toBe('Writer killed\n    with 3 readings\n');
  });
});
