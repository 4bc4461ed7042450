import type { DraftContract, DraftField, DraftProduct } from './draft-contract.ts';
import { askComment, commentText, yamlScalar, yamlText } from './yaml-text.ts';

/** The text of `<name>.v<major>.odcs.yaml`, ODCS 3.1.0. */
export function renderContract(contract: DraftContract): string {
  const { dataset } = contract;
  return lines([
    'apiVersion: v3.1.0',
    'kind: DataContract',
    `id: ${yamlScalar(contract.id)}`,
    `name: ${yamlText(contract.name)}`,
    `version: ${contract.version}`,
    'status: draft',
    `domain: ${yamlScalar(contract.domain)}`,
    ...purposeLines(contract.purpose, 'contract'),
    'schema:',
    `  - name: ${yamlScalar(dataset.name)}${askComment(dataset.ask[0])}`,
    ...dataset.ask.slice(1).map((ask) => `   ${askComment(ask)}`),
    '    logicalType: object',
    ...(dataset.description === undefined
      ? []
      : [`    description: ${yamlText(dataset.description)}`]),
    ...(dataset.granularity === undefined
      ? []
      : [`    dataGranularityDescription: ${yamlText(dataset.granularity)}`]),
    ...(dataset.schemaFile === undefined
      ? []
      : [
          '    authoritativeDefinitions:',
          '      - type: jsonSchema',
          `        url: ./${dataset.schemaFile}`,
        ]),
    ...(dataset.profile.length === 0
      ? []
      : ['    customProperties:', '      - property: tundish', '        value:']),
    ...dataset.profile.map(({ key, value, ask }) =>
      `          ${key}: ${value}${askComment(ask)}`.trimEnd(),
    ),
    ...(dataset.fields.length === 0 ? [] : ['    properties:']),
    ...dataset.fields.flatMap((field) => fieldLines(field, 6)),
  ]);
}

/** The text of `product.odps.yaml`, ODPS 1.0.0. */
export function renderProduct(product: DraftProduct): string {
  const { owner } = product;
  return lines([
    'apiVersion: v1.0.0',
    'kind: DataProduct',
    `id: ${product.id}`,
    `name: ${yamlText(product.name)}`,
    'version: 1.0.0',
    'status: draft',
    `domain: ${yamlScalar(product.domain)}`,
    ...purposeLines(product.purpose, 'product'),
    ...(product.inputPorts.length === 0 ? [] : ['inputPorts:']),
    ...product.inputPorts.map(
      ({ contractId, version }) =>
        `  - { name: ${yamlScalar(contractId)}, version: ${version}, contractId: ${yamlScalar(contractId)} }`,
    ),
    ...(product.outputPorts.length === 0 ? [] : ['outputPorts:']),
    ...product.outputPorts.flatMap((port) => [
      `  - name: ${yamlScalar(port.name)}`,
      ...(port.description === undefined ? [] : [`    description: ${yamlText(port.description)}`]),
      '    type: tables',
      `    version: ${port.version}`,
      `    contractId: ${yamlScalar(port.contractId)}`,
    ]),
    ...(owner === undefined
      ? [
          'team: # ASK: which team decides about this data, and whom does one ask at night? (owner-named)',
          '  description: ""',
        ]
      : [
          'team:',
          `  name: ${yamlScalar(owner.team)}`,
          '  members:',
          `    - { username: ${yamlScalar(owner.contact ?? owner.team)}, role: Data Product Owner }`,
        ]),
  ]);
}

function purposeLines(purpose: string | undefined, noun: string): readonly string[] {
  if (purpose !== undefined) return ['description:', `  purpose: ${yamlText(purpose)}`];
  return [
    `description: # ASK: what is this ${noun} for, in one sentence for a reader of another team?`,
    '  purpose: ""',
  ];
}

/** An ODCS property: what the draft adds to the payload schema, with what was seen as a comment. */
function fieldLines(field: DraftField, indent: number): readonly string[] {
  const pad = ' '.repeat(indent + 2);
  const evidence = field.evidence === undefined ? '' : ` # ${commentText(field.evidence)}`;
  const inner =
    field.logicalType === 'array' ? { head: [`${pad}items:`], indent: 2 } : { head: [], indent: 0 };
  const nested = ' '.repeat(indent + 2 + inner.indent);
  return [
    `${' '.repeat(indent)}- name: ${yamlScalar(field.name)}${evidence}`,
    ...(field.logicalType === undefined ? [] : [`${pad}logicalType: ${field.logicalType}`]),
    ...(field.businessName === undefined
      ? []
      : [`${pad}businessName: ${yamlText(field.businessName)}`]),
    ...(field.description === undefined
      ? []
      : [`${pad}description: ${yamlText(field.description)}`]),
    ...(field.keyPosition === undefined
      ? []
      : [`${pad}primaryKey: true`, `${pad}primaryKeyPosition: ${field.keyPosition}`]),
    ...(field.required === true ? [`${pad}required: true`] : []),
    ...(field.unit === undefined
      ? []
      : [
          `${pad}customProperties:`,
          `${pad}  - { property: unit, value: ${yamlScalar(field.unit)} }`,
        ]),
    ...field.ask.map((ask) => `${pad.slice(0, -1)}${askComment(ask)}`),
    ...(field.fields.length === 0
      ? []
      : [
          ...inner.head,
          ...(inner.indent === 0 ? [] : [`${nested}logicalType: object`]),
          `${nested}properties:`,
          ...field.fields.flatMap((each) => fieldLines(each, indent + 4 + inner.indent)),
        ]),
  ];
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
