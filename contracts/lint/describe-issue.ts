import type { Json } from '../source/json.ts';
import type { NodeAt } from '../source/node-at.ts';
import { nearest } from '../source/suggestion.ts';
import { typeMeantBy } from '../source/type-words.ts';
import type { SchemaIssue } from './schema-2019.ts';
import { writtenText } from './written.ts';

/** What a schema issue says to a person: one sentence and the next step. */
export interface IssueText {
  readonly message: string;
  readonly hint?: string;
}

const keysShown = 12;

/**
 * Words an issue. `subject` names the value concerned (`schema.heat.name`), `found` is that value,
 * `authority` is what requires it (`ODCS v3.1.0`).
 */
export function describeIssue(
  issue: SchemaIssue,
  subject: string,
  found: NodeAt,
  authority: string,
): IssueText {
  switch (issue.kind) {
    case 'type':
      return {
        message: `${subject} is ${kindOf(found)}; ${authority} expects ${issue.expected.map(typeWord).join(' or ')}`,
        ...(issue.expected.includes('string') && isQuotable(found)
          ? { hint: `write it in quotes: "${quotable(subject, found)}"` }
          : {}),
      };
    case 'enum':
      return enumText(issue.allowed, subject, found, authority);
    case 'missing-key':
      return {
        message: `${subject} has no '${issue.key}', which ${authority} requires`,
        hint: `add '${issue.key}:'`,
      };
    case 'unknown-key':
      return unknownKeyText(issue.key, issue.known, subject, authority);
    case 'no-key-of':
      return { message: `${subject} needs exactly one of ${words(issue.keys)} (${authority})` };
    case 'many-keys-of':
      return {
        message: `${subject} has ${words(issue.keys)} together; ${authority} allows one of them`,
        hint: 'split it into one entry per condition',
      };
    case 'pattern':
      return {
        message: `${subject} is ${shown(found)}, which does not match ${issue.pattern} (${authority})`,
        ...(issue.pointer.includes('/relationships/')
          ? { hint: 'write <dataset>.<field>; paths with more dots need apiVersion: v3.2.0' }
          : {}),
      };
    case 'bound':
      return {
        message: `${subject} has ${boundText(issue.keyword, issue.limit, found)} (${authority})`,
      };
    case 'duplicate':
      return {
        message: `${subject} has the same entry at positions ${issue.first + 1} and ${issue.second + 1}; ${authority} wants each once`,
        hint: 'remove one of the two',
      };
    case 'forbidden-keys':
      return {
        message: `${subject} has ${words(issue.keys)}, which ${authority} forbids here`,
        hint: `remove ${words(issue.keys)}`,
      };
    case 'no-branch':
      return {
        message: `${subject} is ${kindOf(found)} of a shape that ${authority} does not know`,
      };
    default:
      return issue satisfies never;
  }
}

/** A version needs three numbers: 1.2 in quotes would be the next finding. */
function quotable(subject: string, found: NodeAt): string {
  const text = writtenText(found);
  if (subject !== 'version' || !/^\d+(\.\d+)?$/.test(text)) return text;
  return [...text.split('.'), '0', '0'].slice(0, 3).join('.');
}

function enumText(
  allowed: readonly Json[],
  subject: string,
  found: NodeAt,
  authority: string,
): IssueText {
  const choices = allowed.map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  const near = typeMeantBy(writtenText(found), choices) ?? nearest(writtenText(found), choices);
  return {
    message: `${subject} is ${shown(found)}; ${authority} expects ${choices.length === 1 ? '' : 'one of '}${choices.join(', ')}`,
    ...(near === undefined ? {} : { hint: `did you mean '${near}'?` }),
  };
}

function unknownKeyText(
  key: string,
  known: readonly string[],
  subject: string,
  authority: string,
): IssueText {
  const near = nearest(key, known);
  const listed = known.slice(0, keysShown).join(', ');
  const rest = known.length > keysShown ? ` and ${known.length - keysShown} more` : '';
  return {
    message: `'${key}' is not a key of ${subject} in ${authority}`,
    hint:
      near === undefined
        ? `its keys are ${listed}${rest}; what has no key there goes into customProperties`
        : `did you mean '${near}'?`,
  };
}

function boundText(keyword: string, limit: number, found: NodeAt): string {
  const { node } = found;
  const count =
    node.kind === 'array'
      ? `${node.items.length} ${node.items.length === 1 ? 'entry' : 'entries'}`
      : `the value ${shown(found)}`;
  switch (keyword) {
    case 'minItems':
      return `${count}, at least ${limit} needed`;
    case 'maxItems':
      return `${count}, at most ${limit} allowed`;
    case 'minimum':
      return `${count}, at least ${limit} expected`;
    case 'maximum':
      return `${count}, at most ${limit} expected`;
    case 'exclusiveMinimum':
      return `${count}, more than ${limit} expected`;
    default:
      return `${count}, less than ${limit} expected`;
  }
}

function typeWord(type: string): string {
  return (
    { string: 'text', object: 'a block of keys', array: 'a list', null: 'nothing' }[type] ??
    (type === 'integer' ? 'a whole number' : `a ${type}`)
  );
}

function kindOf(found: NodeAt): string {
  const { node } = found;
  if (node.kind !== 'scalar') return shown(found);
  if (node.value === null) return 'empty';
  return `the ${typeof node.value === 'string' ? 'text' : typeof node.value} ${shown(found)}`;
}

function shown(found: NodeAt): string {
  const { node } = found;
  if (node.kind !== 'scalar') return node.kind === 'array' ? 'a list' : 'a block of keys';
  const text = writtenText(found);
  const cut = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return typeof node.value === 'string' ? `'${cut}'` : cut;
}

function isQuotable({ node }: NodeAt): boolean {
  return node.kind === 'scalar' && node.value !== null && typeof node.value !== 'string';
}

function words(keys: readonly string[]): string {
  return keys.map((key) => `'${key}'`).join(', ');
}
