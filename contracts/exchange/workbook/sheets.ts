import type { Column } from './table.ts';

const yesNo = ['TRUE', 'FALSE'];
const column = (name: string, title: string, more: Partial<Column> = {}): Column => ({
  name,
  title,
  ...more,
});

/** The sheets of a contract's workbook, in their order. */
export const sheetNames = {
  contract: 'Contract',
  datasets: 'Datasets',
  fields: 'Fields',
  quality: 'Quality',
  sla: 'SLA',
  team: 'Team',
  roles: 'Roles',
  support: 'Support',
  custom: 'Custom',
} as const;

export const contractColumns = [column('property', 'Property'), column('value', 'Value')];

export const datasetColumns: readonly Column[] = [
  column('name', 'Dataset'),
  column('businessName', 'Business name'),
  column('description', 'Description'),
  column('dataGranularityDescription', 'One row is'),
  column('physicalName', 'Physical name'),
  column('physicalType', 'Physical type'),
  column('logicalType', 'Logical type'),
  column('tags', 'Tags', { isList: true }),
];

export const fieldColumns: readonly Column[] = [
  column('dataset', 'Dataset'),
  column('path', 'Field'),
  column('businessName', 'Business name'),
  column('description', 'Description'),
  column('logicalType', 'Type', {
    choices: [
      'string',
      'integer',
      'number',
      'boolean',
      'timestamp',
      'date',
      'time',
      'object',
      'array',
    ],
  }),
  column('unit', 'Unit'),
  column('required', 'Required', { choices: yesNo }),
  column('primaryKeyPosition', 'Key position'),
  column('primaryKey', 'Key', { choices: yesNo }),
  column('classification', 'Classification', {
    choices: ['public', 'internal', 'confidential', 'restricted', 'personal'],
  }),
  column('minimum', 'Minimum'),
  column('maximum', 'Maximum'),
  column('allowed', 'Allowed values', { isList: true }),
  column('minLength', 'Minimum length'),
  column('maxLength', 'Maximum length'),
  column('pattern', 'Pattern'),
  column('format', 'Format'),
  column('examples', 'Examples'),
  column('identifier', 'Identifies'),
  column('unique', 'Unique', { choices: yesNo }),
  column('physicalName', 'Physical name'),
  column('physicalType', 'Physical type'),
  column('tags', 'Tags', { isList: true }),
];

/** Members of `logicalTypeOptions` that have a column; others follow as `option: <name>`. */
export const optionColumns = ['minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'format'];

export const qualityColumns: readonly Column[] = [
  column('dataset', 'Dataset'),
  column('path', 'Field'),
  column('name', 'Rule'),
  column('description', 'Description'),
  column('type', 'Kind', { choices: ['text', 'library', 'sql', 'custom'] }),
  column('metric', 'Metric', {
    choices: ['nullValues', 'missingValues', 'invalidValues', 'duplicateValues', 'rowCount'],
  }),
  column('dimension', 'Dimension', {
    choices: [
      'accuracy',
      'completeness',
      'conformity',
      'consistency',
      'coverage',
      'timeliness',
      'uniqueness',
    ],
  }),
  column('severity', 'Severity', { choices: ['info', 'warning', 'error'] }),
  column('mustBe', 'Must be'),
  column('mustBeGreaterThan', 'Must be above'),
  column('mustBeLessThan', 'Must be below'),
  column('mustBeBetween', 'Must be between'),
  column('unit', 'Unit', { choices: ['rows', 'percent'] }),
  column('query', 'Query'),
  column('arguments', 'Arguments'),
  column('businessImpact', 'Business impact'),
];

export const slaColumns: readonly Column[] = [
  column('property', 'Property'),
  column('value', 'Value'),
  column('unit', 'Unit'),
  column('element', 'Element'),
  column('driver', 'Driver', { choices: ['regulatory', 'analytics', 'operational'] }),
  column('description', 'Description'),
];

export const teamColumns: readonly Column[] = [
  column('username', 'Username'),
  column('name', 'Name'),
  column('role', 'Role'),
  column('description', 'Description'),
  column('dateIn', 'From'),
  column('dateOut', 'Until'),
  column('replacedByUsername', 'Replaced by'),
];

export const roleColumns: readonly Column[] = [
  column('role', 'Role'),
  column('access', 'Access'),
  column('firstLevelApprovers', 'First approvers'),
  column('secondLevelApprovers', 'Second approvers'),
  column('description', 'Description'),
];

export const supportColumns: readonly Column[] = [
  column('channel', 'Channel'),
  column('url', 'Address'),
  column('tool', 'Tool'),
  column('scope', 'Scope'),
  column('description', 'Description'),
];

export const customColumns: readonly Column[] = [
  column('dataset', 'Dataset'),
  column('path', 'Field'),
  column('property', 'Property'),
  column('value', 'Value'),
  column('description', 'Description'),
];
