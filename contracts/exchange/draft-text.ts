import { Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Json } from '../source/json.ts';
import { isJsonObject, type JsonObject } from '../source/json-schema/json-object.ts';

const keyOrder = [
  'apiVersion',
  'kind',
  'id',
  'name',
  'version',
  'status',
  'domain',
  'dataProduct',
  'tenant',
  'tags',
  'description',
  'authoritativeDefinitions',
  'schema',
  'price',
  'slaDefaultElement',
  'slaProperties',
  'team',
  'roles',
  'support',
  'customProperties',
  'contractCreatedTs',
];

const arrivalQuestion = [
  ' ASK: how do its records arrive? Without an answer the dataset is documented and becomes no table.',
  ' A stream: customProperties: [{property: tundish, value: {class: event, topic: ..., eventKey: [...]}}]',
  ' and its payload schema; a computed dataset: value: {transform: <file>.sql}.',
].join('\n');

const streamQuestion =
  ' ASK: which topic does it arrive on, which members tell a message delivered twice (eventKey), and when did it happen (eventTime)?';

/** A contract as YAML, with the questions that only its team can answer. */
export function contractText(
  contract: JsonObject,
  asked: ReadonlyMap<string, 'arrival' | 'stream'>,
): string {
  const names = [...keyOrder, ...Object.keys(contract).filter((name) => !keyOrder.includes(name))];
  const ordered = Object.fromEntries(
    names.flatMap((name) => (contract[name] === undefined ? [] : [[name, contract[name]]])),
  );
  return yamlText(ordered, (document) => {
    const schema = document.get('schema', true) as unknown;
    if (!isSeq(schema)) return;
    for (const item of schema.items) {
      if (!isMap(item)) continue;
      const question = asked.get(String(item.get('name')));
      if (question === 'arrival') (item as Node).commentBefore = arrivalQuestion;
      const entry =
        question === 'stream' ? profileNode(item.get('customProperties', true)) : undefined;
      if (entry !== undefined) entry.commentBefore = streamQuestion;
    }
  });
}

function profileNode(custom: unknown): Node | undefined {
  if (!isSeq(custom)) return undefined;
  return custom.items.filter(isMap).find((entry) => entry.get('property') === 'tundish');
}

/** A product as YAML. */
export function productText(product: JsonObject): string {
  return yamlText(product, (document) => {
    if (product.team !== undefined) return;
    const contents = document.contents;
    if (!isMap(contents)) return;
    const id = contents.items.find(({ key }) => isScalar(key) && key.value === 'id');
    if (isScalar(id?.key))
      id.key.commentBefore =
        ' ASK: which team owns it? team: {name: ..., members: [{username: ...}]}';
  });
}

/** Texts that YAML 1.1 takes for something else are quoted, because Python's readers follow it. */
function yamlText(value: JsonObject, mark: (document: Document) => void): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  mark(document as Document);
  return document.toString({ lineWidth: 100, directives: false });
}

/** A payload schema as JSON, named by its file. */
export function schemaText(payload: Json, file: string): string {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: file };
  const { $schema: _schema, $id: _id, ...rest } = isJsonObject(payload) ? payload : {};
  return `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`;
}
