import { type Files, productFolder } from './example-files.ts';
import { inLine, type Lines, type Mutation, type MutationKind, nearLine } from './mutation.ts';

const contract = /\.odcs\.yaml$/;
const product = /product\.odps\.yaml$/;
const both = /\.od[cp]s\.yaml$/;
const schema = /\.schema\.json$/;
const register = /\/tags\.csv$/;
const sql = /\.sql$/;

/** The line of the next thing with a name above: the dataset or the property. */
const named = (lines: readonly string[], index: number) =>
  nearLine(lines, index, /- name: |- \{ name: /);
const top = () => 0;
const nextLine = (_: readonly string[], index: number): readonly [number, number] => [
  index,
  index + 1,
];
/** The first line of the quality rule that the line belongs to. */
const itsRule = (lines: readonly string[], index: number) => nearLine(lines, index, /- type: /);
const itsQuery = (lines: readonly string[], index: number) => nearLine(lines, index, /query: /);

const heads: readonly MutationKind[] = [
  inLine('a list where a text is wanted', both, /^(version|status|id|name): .*/, '$1: [wrong]'),
  inLine(
    'a mapping where a text is wanted',
    contract,
    /^( +)(description): (?![>|]).*/,
    '$1$2: { text: wrong }',
  ),
  inLine(
    'a misspelled key of the document',
    both,
    /^(apiVersio)n|^(schem)a:$|^(descriptio)n:$|^(slaPropertie)s:$|^(outputPort)s:$/,
    '$1$2$3$4$5:',
    {
      told: (lines, index) => (/^(apiVersion)/.test(lines[index] ?? '') ? [0, index] : index),
    },
  ),
  inLine(
    'a misspelled key of a property',
    contract,
    /\b(logicalTyp)e: |\b(classificatio)n: |\b(primaryKe)y: /,
    '$1$2$3: ',
  ),
  inLine('a required key removed', both, /^(?:kind|id|version): .*/, '', { told: top }),
  inLine(
    'a key written twice',
    contract,
    /^( +)(logicalType|classification): (\w+)$/,
    '$1$2: $3\n$1$2: $3',
    {
      told: (_, index) => index + 1,
    },
  ),
  inLine('a property written twice', contract, /^( +)(- \{ name: .*)$/, '$1$2\n$1$2', {
    told: (_, index) => index + 1,
  }),
  inLine('an unknown version of the standard', both, /^apiVersion: .*/, 'apiVersion: v7.0.0'),
  inLine('another kind of document', both, /^kind: .*/, 'kind: DataSomething'),
  inLine('an unknown status', both, /^status: active/, 'status: actve'),
  inLine('a version that is not semantic', contract, /^version: .*/, 'version: "1.2"'),
  inLine('a version of another major than its file', contract, /^version: \d+/, 'version: 7'),
  inLine('an active pre-release', contract, /^version: (\S+)/, 'version: $1-rc.1', {
    where: /^status: active/m,
  }),
  inLine('the purpose removed', product, /^ {2}purpose: .*/, '', {
    told: (lines, index) => nearLine(lines, index, /^description:/),
  }),
  inLine('the description of a dataset removed', contract, /^ {4}description: .*/, '', {
    told: named,
  }),
  inLine(
    'a placeholder for a description',
    contract,
    /^( +)description: (?![>|]).*/,
    '$1description: tbd',
  ),
  inLine('the owner removed', product, /^ {2}name: .*/, '', {
    told: (lines, index) => nearLine(lines, index, /^team:/),
  }),
  inLine('a date that does not exist', both, /dateIn: "\d{4}-\d{2}-\d{2}"/, 'dateIn: "2025-02-30"'),
  inLine('a tag of the product twice', product, /^tags: \[(\w+), (.*)\]/, 'tags: [$1, $2, $1]'),
  inLine('text behind the end of a flow mapping', both, /^( +- \{.*\})$/, '$1}'),
];

const fields: readonly MutationKind[] = [
  inLine(
    'an unknown logical type',
    contract,
    /logicalType: (string|number|integer|timestamp)/,
    'logicalType: text',
  ),
  inLine('an unknown classification', contract, /classification: (\w+)/, 'classification: secret'),
  inLine(
    'a unit impossible for its quantity',
    contract,
    /code: [\w.]+, quantity: (temperature|energy|volume|mass)/,
    'code: A, quantity: $1',
  ),
  inLine(
    'a misspelled quantity',
    contract,
    /quantity: (temperatur|energ|volum)(e|y)(.*)/,
    'quantity: $1$3',
  ),
  inLine(
    'a unit that UCUM does not know',
    contract,
    /(property: unit, value: )(t|mm|m\/min|kW) /,
    '$1tonnes ',
  ),
  inLine('a misspelled unit in a mapping', contract, /code: (Cel|kW\.h|m3)/, 'code: degreesC'),
  inLine(
    'a property that the payload does not have',
    contract,
    /- \{ name: (\w+), logicalType: (?=.*classification: internal \})/,
    '- { name: $1x, logicalType: ',
    {
      where: /jsonSchema/,
    },
  ),
  inLine(
    'the type of a computed column removed',
    contract,
    /^( +- \{ name: \w+, )logicalType: \w+, (?=description)/,
    '$1',
  ),
  inLine(
    'a foreign key to nowhere',
    contract,
    /^( +- \{ name: \w+, logicalType: \w+, )/,
    '$1relationships: [{ type: foreignKey, to: nowhere.id }], ',
  ),
  inLine(
    'the position of a key twice',
    contract,
    /primaryKeyPosition: 2/,
    'primaryKeyPosition: 1',
    {
      told: (lines, index) => [nearLine(lines, index, /- name: /) ?? index, index],
    },
  ),
];

const streams: readonly MutationKind[] = [
  inLine(
    'an event key of a missing field',
    contract,
    /eventKey: \[(\w+), (\w+)\]/,
    'eventKey: [$1, $2x]',
  ),
  inLine('the event key removed', contract, /^ +eventKey: .*/, '', {
    told: (lines, index) => nearLine(lines, index, /class: event/),
  }),
  inLine('a topic outside the root', contract, /topic: plant\//, 'topic: site/'),
  inLine('a wildcard in a topic', contract, /(topic: .*)\{\w+\}/, '$1+'),
  inLine('an empty level in a topic', contract, /(topic: plant\/\w+)\//, '$1//'),
  inLine('a topic of another major', contract, /(topic: .*\/v)\d+/, '$19'),
  inLine('a topic level in capitals', contract, /topic: plant\/casting/, 'topic: plant/Casting', {
    with: () => 'products/casting/heat_kpi',
  }),
  inLine('an unknown time zone', contract, /zone: Europe\/Berlin/, 'zone: Europe/Berlim'),
  inLine('a duration in words', contract, /(skew|sampling): PT\w+/, '$1: five minutes'),
  inLine('a clock that may run ahead for years', contract, /skew: PT\w+/, 'skew: P900D'),
  inLine(
    'the event time in a missing field',
    contract,
    /eventTime: \{ field: (\w+)/,
    'eventTime: { field: $1x',
  ),
  inLine('a series of a missing field', contract, /dimensions: \[(\w+)/, 'dimensions: [$1x'),
  inLine('an unknown change', contract, /change: (revise|append)/, 'change: update'),
  inLine(
    'an unknown promise of compatibility',
    contract,
    /compatibility: \w+/,
    'compatibility: BACKWARDS',
  ),
  inLine('a payload schema that is not there', contract, /url: \.\/(\w+)\.v\d/, 'url: ./$1.v77'),
  inLine('an unknown class of stream', contract, /class: (event|sensor)/, 'class: stream'),
  inLine(
    'a misspelled key of the profile',
    contract,
    /^( +)(revision|sampling|transform|eventTime): /,
    '$1$2s: ',
    {
      told: (lines, index) => [nearLine(lines, index, /property: tundish/) ?? index, index],
    },
  ),
];

const promises: readonly MutationKind[] = [
  inLine(
    'a service level without a unit',
    contract,
    /(- \{ property: (?:latency|retention|frequency), value: \d+), unit: \w+/,
    '$1',
  ),
  inLine(
    'a service level in a unit that is none',
    contract,
    /(- \{ property: (?:latency|retention|frequency), value: \d+, unit: )\w+/,
    '$1fortnight',
  ),
  inLine('a misspelled service level', contract, /property: latency/, 'property: latncy'),
  inLine(
    'a service level of a word',
    contract,
    /(- \{ property: (?:latency|retention|frequency), value: )\d+/,
    '$1soon',
  ),
  inLine('a service level of an unknown element', contract, /element: (\w+)/, 'element: $1x'),
  inLine(
    'a service level by an unknown calendar',
    contract,
    /(- \{ property: latency, .*?)(?:, scheduler: calendar, schedule: \w+)?(, driver)/,
    '$1, scheduler: calendar, schedule: lunar_year$2',
  ),
  inLine('a quality rule without a comparison', contract, /^ +(mustBe|mustBeGreaterThan): .*/, '', {
    told: itsRule,
  }),
  inLine(
    'a quality rule between reversed numbers',
    contract,
    /^( +)mustBe: 0/,
    '$1mustBeBetween: [9, 1]',
  ),
  inLine(
    'a quality query that is no SQL',
    contract,
    /SELECT count\(\*\) FROM \{object\}/,
    'SELECT count(*) FORM {object}',
    { told: itsQuery },
  ),
  inLine(
    'a quality query of a written table',
    contract,
    /FROM \{object\}(?! AS)/,
    'FROM curated.something',
    { told: itsQuery },
  ),
  inLine(
    'an unknown quality metric',
    contract,
    /metric: (null|duplicate)Values/,
    'metric: $1Value',
  ),
  inLine(
    'an unknown quality dimension',
    contract,
    /dimension: completeness|dimension: consistency/,
    'dimension: completness',
  ),
  inLine('a role without access', contract, /(role: \w+), access: read/, '$1'),
];

const ports: readonly MutationKind[] = [
  inLine('a port of an unknown contract', product, /contractId: (\w+)/, 'contractId: $1x'),
  inLine(
    'a port of an unknown major',
    product,
    /version: \d+(\.\d+\.\d+, contractId)/,
    'version: 9$1',
  ),
  inLine(
    'a port of a version to come',
    product,
    /version: (\d+)\.\d+\.\d+, contractId/,
    'version: $1.99.0, contractId',
  ),
  inLine(
    'lineage from an unknown contract',
    product,
    /- \{ id: (\w+), version/,
    '- { id: $1x, version',
  ),
  inLine('a port without a version', product, /(- \{ name: \w+), version: [\d.]+/, '$1'),
  otherProductsId(),
  otherStreamsTopic(),
];

const payloads: readonly MutationKind[] = [
  inLine('a pattern that is none', schema, /"pattern": "\^(.*)\$"/, '"pattern": "^($1$"'),
  inLine(
    'a pattern that can take for ever',
    schema,
    /"pattern": "\^.*\$"(?=,?$)/,
    '"pattern": "^(a+)+$"',
  ),
  inLine('a misspelled keyword', schema, /"(maxLengt)h"|"(minimu)m"/, '"$1$2"'),
  inLine('a misspelled type', schema, /"type": "(strin|numbe|intege)[gr]"/, '"type": "$1"'),
  inLine('a misspelled format', schema, /"format": "date-time"/, '"format": "datetime"'),
  inLine('bounds reversed', schema, /"minimum": \S+?(,?)$/, '"minimum": 1e18$1'),
  inLine('lengths reversed', schema, /"maxLength": (?:[2-9]|\d\d+)$/, '"maxLength": 0', {
    told: (lines, index) => [nearLine(lines, index, /: \{$/) ?? index, index],
  }),
  inLine('a value listed twice', schema, /"enum": \["(\w+)", ("\w+")/, '"enum": ["$1", $2, "$1"'),
  inLine('a value that looks like another', schema, /"enum": \["(\w+)",/, '"enum": ["$1", "$1 ",'),
  inLine(
    'a limit of another type',
    schema,
    /"type": "(integer|number)",$/,
    '"type": "$1", "maxLength": 3,',
  ),
  inLine(
    'a required member that is not described',
    schema,
    /"required": \["(\w+)"/,
    '"required": ["$1_"',
  ),
  inLine('a reference to nowhere', schema, /"#\/\$defs\/(\w+)"/, '"#/$$defs/$1x"'),
  inLine('a comma too many', schema, /^( +"required": \[.*\]),?$/, '$1,,', { told: nextLine }),
  inLine(
    'an example that the schema refuses',
    schema,
    /"type": "integer",$/,
    '"type": "integer", "examples": [0.5],',
  ),
  inLine('a name of provenance', schema, /^( +)"([a-z]\w+)": \{$/, '$1"_$2": {', {
    told: (_, index) => index,
  }),
  keyMember('a member of the event key that may be null', (text, name) =>
    text.replace(new RegExp(`("${name}": \\{[^}]*?"type": )"(\\w+)"`), '$1["$2", "null"]'),
  ),
  keyMember('a member of the event key that may be absent', (text, name) =>
    text.replace(new RegExp(`("required": \\[[^\\]]*?)"${name}",\\s*`), '$1'),
  ),
];

const registers: readonly MutationKind[] = [
  inLine('a range of a tag reversed', register, /,(-?[\d.]+),([\d.]+),PT/, ',$2,$1,PT'),
  inLine('a tag of a misspelled unit', register, /,(m|L)\/min,/, ',$1/minute,'),
  inLine(
    'a tag of an impossible unit',
    register,
    /^(\w+_(?:temperature|speed|flow|weight|force),.*?),[^,]+,(-?[\d.]+,[\d.]+,PT)/,
    '$1,V,$2',
  ),
  inLine('a tag without a unit', register, /^(\w+,\w+,[^,]*),[^,]+,(-?[\d.]+,[\d.]+,PT)/, '$1,,$2'),
  inLine('a tag without a description', register, /^(\w+,\w+),[^,"]*,/, '$1,,'),
  inLine('a tag registered twice', register, /^(\w+,\w+,.*PT\w+,)$/, '$1\n$1', {
    told: (_, index) => [index, index + 1],
  }),
  inLine('a time of a tag that does not exist', register, /\d{4}-\d{2}-\d{2}T/, '2025-13-45T'),
  inLine(
    'a misspelled column of a register',
    register,
    /^id,alias,descriptio/,
    'id,alias,descripto',
  ),
  inLine('a cell too few', register, /^(\w+,\w+),[^,"]*,/, '$1,', { told: (_, index) => index }),
];

const transforms: readonly MutationKind[] = [
  inLine(
    'a transform of a view that nobody makes',
    sql,
    /(FROM|JOIN) (curated|metrics)\.(\w+)_v(\d)/,
    '$1 $2.$3x_v$4',
    { told: readerOf },
  ),
  inLine(
    'a misspelled column of a result',
    sql,
    /^ {2}(\w+\(.*\)|\w\.\w+) AS (\w+),$/,
    '  $1 AS $2x,',
  ),
  inLine('a misspelled column of a view', sql, /^ {2}([a-z])\.([a-z]\w+),$/, '  $1.$2x AS $2,'),
  inLine('a misspelled column of a subquery', sql, /^(.*)\b(sample|signal)\.(\w+)/, '$1$2.$3x'),
  inLine('a mean of doubles', sql, /(\w+)::numeric\)/, '$1)'),
  inLine('a transform that is no SQL', sql, /^SELECT$/, 'SELEKT', {
    told: (_, index) => [index, index + 1],
  }),
  inLine('a column too many', sql, /^ {2}((?:\w\.)?\w+),$/, '  $1,\n  1 AS nobody_knows,', {
    told: (_, index) => index + 1,
  }),
  inLine(
    'a transform that asks the clock',
    sql,
    /^ {2}((?:\w\.)?\w+),$/,
    '  $1,\n  now() AS asked_at,',
    { told: (_, index) => index + 1 },
  ),
  inLine('a transform that is not there', contract, /transform: (\w+)\.sql/, 'transform: $1_x.sql'),
  inLine('the key of a recompute misspelled', contract, /^( +)key: \[(\w+)/, '$1key: [$2x'),
  inLine(
    'a recompute by a view that is not read',
    contract,
    /^( {14})(curated|metrics)\.(\w+)_v(\d): /,
    '$1$2.$3x_v$4: ',
    {
      told: (lines, index) => [nearLine(lines, index, /changed_by:/) ?? index, index],
    },
  ),
];

const allowed: readonly MutationKind[] = [
  inLine(
    'allowed: another unit of the same quantity',
    /(?<!plate\.v\d)\.odcs\.yaml$/,
    /(property: unit, value: )mm /,
    '$1cm ',
    {
      allowed:
        'sound in itself; that it differs from what was published is told by comparing versions',
    },
  ),
  inLine('allowed: a wider bound', schema, /"maximum": (\d+)(,?)$/, '"maximum": 9$1$2', {
    allowed: 'a bound is the judgement of the team; consumers are told by comparing versions',
  }),
  inLine(
    'allowed: another classification',
    contract,
    /^( +)classification: internal$/,
    '$1classification: confidential',
    {
      allowed: 'only the owner knows who may read it; handing it on lower is told',
    },
  ),
  inLine(
    'allowed: other words',
    schema,
    /"description": ".*?"/,
    '"description": "Another text about the same."',
    {
      allowed: 'no rule judges what a sentence means',
    },
  ),
];

/** All kinds of mistakes. */
export const mutationKinds: readonly MutationKind[] = [
  ...heads,
  ...fields,
  ...streams,
  ...promises,
  ...ports,
  ...payloads,
  ...registers,
  ...transforms,
  ...allowed,
];

/** In the transform, or where the contract says when it is recomputed: it names the view, too. */
function readerOf(
  lines: readonly string[],
  index: number,
  file: string,
  files: Files,
): readonly Lines[] {
  const view = /(?:curated|metrics)\.\w+/.exec(lines[index] ?? '')?.[0] ?? '';
  const own = { file, from: index + 1, to: index + 1 };
  const transform = `transform: ${file.split('/').at(-1)}`;
  const watches = Object.entries(files).flatMap(([path, text]) => {
    const written = String(text).split('\n');
    const start = contract.test(path) ? written.findIndex((line) => line.endsWith(transform)) : -1;
    const at = start < 0 ? undefined : nearLine(written, start, new RegExp(`^ +${view}: `), 1);
    return at === undefined ? [] : [{ file: path, from: at + 1, to: at + 1 }];
  });
  return [own, ...watches];
}

/** A product takes the id of another one: told at either of the two. */
function otherProductsId(): MutationKind {
  const name = "another product's id";
  return {
    name,
    sites: (files) => {
      const products = Object.entries(files).flatMap(([file, text]) =>
        product.test(file) && typeof text === 'string' ? [{ file, text }] : [],
      );
      return products.flatMap(({ file, text }, index) => {
        const other = products[(index + 1) % products.length];
        const id = /^id: (\w+)/m.exec(other?.text ?? '')?.[1];
        const folder = productFolder(other?.file ?? '');
        if (other === undefined || id === undefined || folder === undefined) return [];
        const changed = text.replace(/^id: \w+/m, `id: ${id}`);
        const told = [file, other.file].map((each) => lineOf(each, String(files[each]), /^id: /m));
        return [{ kind: name, file, text: changed, told, with: folder }];
      });
    },
  };
}

/** A stream takes the topic of another one: told at either of the two. */
function otherStreamsTopic(): MutationKind {
  const name = "another stream's topic";
  const topic = /topic: (\S+)/;
  return {
    name,
    sites: (files) => {
      const streams = Object.entries(files).flatMap(([file, text]) =>
        contract.test(file) && typeof text === 'string' && topic.test(text) ? [{ file, text }] : [],
      );
      return streams.flatMap(({ file, text }, index) => {
        const other = streams[(index + 1) % streams.length];
        const folder = productFolder(other?.file ?? '');
        if (other === undefined || folder === undefined) return [];
        const changed = text.replace(topic, topic.exec(other.text)?.[0] ?? '');
        const told = [file, other.file].map((each) => lineOf(each, String(files[each]), topic));
        return [{ kind: name, file, text: changed, told, with: folder }];
      });
    },
  };
}

/** A change of a payload schema at a member of the event key: told where the member stands. */
function keyMember(name: string, change: (text: string, member: string) => string): MutationKind {
  return {
    name,
    sites: (files) =>
      Object.entries(files).flatMap(([path, text]): readonly Mutation[] => {
        const keys =
          typeof text === 'string' ? /eventKey: \[([^\]]*)\]/.exec(text)?.[1] : undefined;
        const file = path.replace(/\.odcs\.yaml$/, '.schema.json');
        const written = files[file];
        if (!contract.test(path) || keys === undefined || typeof written !== 'string') return [];
        return keys.split(', ').flatMap((member) => {
          const changed = change(written, member);
          if (changed === written) return [];
          const told = [lineOf(file, changed, new RegExp(`^ *"${member}": \\{`, 'm'))];
          return [{ kind: name, file, text: changed, told }];
        });
      }),
  };
}

function lineOf(file: string, text: string, pattern: RegExp) {
  const index = pattern.exec(text)?.index ?? 0;
  const line = text.slice(0, index).split('\n').length;
  return { file, from: line, to: line };
}
