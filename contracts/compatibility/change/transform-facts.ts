import type { Dataset } from '../../model/dataset.ts';
import { sqlParser } from '../../model/sql-parser.ts';
import type { Transform } from '../../model/transform.ts';
import { isSameData } from './same-meaning.ts';
import type { ProfileFact } from './stream-facts.ts';

/** What differs in how two datasets are computed; nothing where one of them is not computed. */
export function transformFacts(previous: Dataset, current: Dataset): readonly ProfileFact[] {
  if (previous.source.kind !== 'transform' || current.source.kind !== 'transform') return [];
  const before = previous.source.transform;
  const after = current.source.transform;
  const facts: ProfileFact[] = [];
  if (withoutReturns(before.sql) !== withoutReturns(after.sql)) {
    const text = isSameStatement(before.sql, after.sql);
    facts.push([{ kind: 'transform-changed', text }, 'transform']);
  }
  if (!isSameData(before.refresh, after.refresh)) {
    const texts = { before: refreshText(before), after: refreshText(after) };
    facts.push([{ kind: 'refresh-changed', ...texts }, 'incremental']);
  }
  return facts;
}

/** A checkout may turn the ends of all lines. */
function withoutReturns(sql: string): string {
  return sql.replaceAll('\r\n', '\n');
}

function refreshText({ refresh }: Transform): string {
  if (refresh.kind === 'full') return 'all rows anew';
  const causes = refresh.changedBy.map(({ view, keys }) => {
    const how = keys.kind === 'columns' ? keys.columns.join(', ') : 'a query';
    return `${view.store}.${view.view} (${how})`;
  });
  return `${refresh.key.join(', ')} by ${causes.join('; ')}`;
}

/** True where PostgreSQL reads the same: comments, white space and capitals of key words apart. */
function isSameStatement(before: string, after: string): boolean {
  return treeOf(before) === treeOf(after);
}

function treeOf(sql: string): string {
  const parser = sqlParser();
  try {
    return JSON.stringify(parser.parseSync(sql), (name, value) =>
      positions.has(name) ? undefined : value,
    );
  } catch {
    return sql;
  }
}

const positions: ReadonlySet<string> = new Set(['location', 'stmt_location', 'stmt_len']);
