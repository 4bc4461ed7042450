import type { Json } from '../json.ts';
import { escapeToken } from '../json-pointer.ts';
import { nearest } from '../suggestion.ts';
import { typeMeantBy } from '../type-words.ts';
import { isJsonArray, isJsonObject, type JsonObject } from './json-object.ts';
import { subschemaShape, subschemasOf } from './schema-keywords.ts';

/** A keyword whose value is not what 2020-12 allows, or that looks misspelt. */
export interface SchemaFault {
  readonly rule: 'schema-keyword-valid' | 'schema-keyword-known';
  readonly severity: 'error' | 'warning';
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];

type Test = readonly [test: (value: Json) => boolean, expected: string];

const isCount = (value: Json) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isText = (value: Json) => typeof value === 'string';
const isNumber = (value: Json) => typeof value === 'number';
const isFlag = (value: Json) => typeof value === 'boolean';
const isNames = (value: Json) => isJsonArray(value) && value.every(isText);

const COUNT: Test = [isCount, 'a whole number from 0'];
const NUMBER: Test = [isNumber, 'a number'];
const TEXT: Test = [isText, 'a string'];
const FLAG: Test = [isFlag, 'true or false'];
const NAMES: Test = [isNames, 'an array of strings'];
const PATTERN: Test = [isPattern, 'a regular expression in the Unicode syntax of ECMA-262'];

/** Metaschema of 2020-12, core, validation and format vocabularies, by keyword. */
const TESTS: ReadonlyMap<string, Test> = new Map([
  ['$anchor', TEXT],
  ['$comment', TEXT],
  ['$dynamicAnchor', TEXT],
  ['$dynamicRef', TEXT],
  ['$id', TEXT],
  ['$ref', TEXT],
  ['$schema', TEXT],
  ['contentEncoding', TEXT],
  ['contentMediaType', TEXT],
  [
    'dependentRequired',
    [
      (value) => isJsonObject(value) && Object.values(value).every(isNames),
      'an object of arrays of strings',
    ],
  ],
  ['deprecated', FLAG],
  ['description', TEXT],
  ['enum', [isJsonArray, 'an array']],
  ['exclusiveMaximum', NUMBER],
  ['exclusiveMinimum', NUMBER],
  ['format', TEXT],
  ['maximum', NUMBER],
  ['maxContains', COUNT],
  ['maxItems', COUNT],
  ['maxLength', COUNT],
  ['maxProperties', COUNT],
  ['minContains', COUNT],
  ['minimum', NUMBER],
  ['minItems', COUNT],
  ['minLength', COUNT],
  ['minProperties', COUNT],
  ['multipleOf', [(value) => typeof value === 'number' && value > 0, 'a number above 0']],
  ['pattern', PATTERN],
  ['readOnly', FLAG],
  ['required', NAMES],
  ['title', TEXT],
  ['type', [isTypes, `one or more of ${TYPES.join(', ')}`]],
  ['uniqueItems', FLAG],
  ['writeOnly', FLAG],
]);

const ANNOTATIONS = ['$vocabulary', 'const', 'default', 'examples'];

/**
 * Compares every schema object of a 2020-12 document with the keywords' definitions. Unknown
 * keywords are annotations; only one that is a slip of the pen away from a known one is reported.
 */
export function checkSchemaShape(document: Json): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  visit(document, '', faults);
  return faults;
}

function visit(schema: Json, pointer: string, faults: SchemaFault[]): void {
  if (typeof schema === 'boolean') return;
  if (!isJsonObject(schema)) {
    faults.push({
      rule: 'schema-keyword-valid',
      severity: 'error',
      pointer,
      message: 'a schema is an object, true or false',
    });
    return;
  }
  checkKeywords(schema, pointer, faults);
  for (const child of subschemasOf(schema)) visit(child.schema, pointer + child.pointer, faults);
}

function checkKeywords(schema: JsonObject, pointer: string, faults: SchemaFault[]): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const at = `${pointer}/${escapeToken(keyword)}`;
    const shape = subschemaShape(keyword);
    const test = TESTS.get(keyword);
    const expected =
      shape === 'list' && !isJsonArray(value)
        ? 'an array of schemas'
        : shape === 'map' && !isJsonObject(value)
          ? 'an object of schemas'
          : test !== undefined && !test[0](value)
            ? test[1]
            : undefined;
    if (expected !== undefined) {
      faults.push({
        rule: 'schema-keyword-valid',
        severity: 'error',
        pointer: at,
        message: `the keyword '${keyword}' takes ${expected}`,
        ...hintFor(keyword, value),
      });
    }
    if (keyword === 'patternProperties' && isJsonObject(value)) {
      for (const pattern of Object.keys(value)) {
        if (isPattern(pattern)) continue;
        faults.push({
          rule: 'schema-keyword-valid',
          severity: 'error',
          pointer: `${at}/${escapeToken(pattern)}`,
          message: `the name under 'patternProperties' is not ${PATTERN[1]}`,
        });
      }
    }
    if (shape !== undefined || test !== undefined || ANNOTATIONS.includes(keyword)) continue;
    const meant = nearestKeyword(keyword);
    if (meant !== undefined) {
      faults.push({
        rule: 'schema-keyword-known',
        severity: 'warning',
        pointer: at,
        message: `'${keyword}' is not a keyword of JSON Schema and checks nothing`,
        hint: `did you mean '${meant}'?`,
      });
    }
  }
}

function hintFor(keyword: string, value: Json): { readonly hint?: string } {
  if (keyword === 'type' && typeof value === 'string') {
    const near = typeMeantBy(value, TYPES) ?? nearest(value, TYPES);
    return near === undefined ? {} : { hint: `did you mean '${near}'?` };
  }
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
    ? { hint: `write ${value} without quotes` }
    : {};
}

function isTypes(value: Json): boolean {
  if (isJsonArray(value)) {
    return value.length > 0 && value.every((type) => isText(type) && TYPES.includes(String(type)));
  }
  return typeof value === 'string' && TYPES.includes(value);
}

function isPattern(value: Json): boolean {
  if (typeof value !== 'string') return false;
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}

/** A keyword that differs only in case, separators or one or two letters. */
function nearestKeyword(name: string): string | undefined {
  if (name.length < 4 || name.length > 24) return undefined;
  const plain = plainName(name);
  return KNOWN_KEYWORDS.find(([keyword, other]) => other === plain || isSlip(name, keyword))?.[0];
}

const KEYWORDS_WITH_SUBSCHEMAS = [
  'additionalProperties',
  'allOf',
  'anyOf',
  'contains',
  'dependentSchemas',
  'items',
  'oneOf',
  'patternProperties',
  'prefixItems',
  'properties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
];

const KNOWN_KEYWORDS = [...TESTS.keys(), ...KEYWORDS_WITH_SUBSCHEMAS].map(
  (keyword) => [keyword, plainName(keyword)] as const,
);

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

/** One letter missing, doubled, replaced, or two neighbours swapped. */
function isSlip(name: string, keyword: string): boolean {
  if (keyword.length < 5 || Math.abs(name.length - keyword.length) > 1 || name === keyword)
    return false;
  let start = 0;
  while (start < name.length && name[start] === keyword[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(name.length, keyword.length) - start &&
    name[name.length - 1 - end] === keyword[keyword.length - 1 - end]
  ) {
    end += 1;
  }
  const left = name.slice(start, name.length - end);
  const right = keyword.slice(start, keyword.length - end);
  const swapped = left.length === 2 && left === [...right].reverse().join('');
  return left.length + right.length <= 1 || (left.length === 1 && right.length === 1) || swapped;
}
