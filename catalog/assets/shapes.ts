import { z } from 'zod';

/**
 * What the catalog tells about a plant: the one place from which types, OpenAPI components and the
 * tests of every response follow. An absent member is one that the contracts do not say.
 */

const text = z.string();
const count = z.int().min(0);
const names = z.array(text);

export const statusSchema = z.enum(['proposed', 'draft', 'active', 'deprecated', 'retired']);
export const productKindSchema = z.enum(['data', 'files', 'software', 'model', 'dashboard']);
export const datasetKindSchema = z.enum(['event', 'sensor', 'computed', 'files', 'reference']);
export const classificationSchema = z.enum([
  'public',
  'internal',
  'confidential',
  'restricted',
  'personal',
]);

export const unitSchema = z
  .strictObject({
    code: text.describe('UCUM code, case sensitive'),
    quantity: text.optional(),
    reference: text.optional().describe('Reference state, as `0 Cel, 1.01325 bar`'),
  })
  .meta({ id: 'Unit' });

const ownerSchema = z.strictObject({
  team: text,
  contact: text.optional(),
  members: z.array(z.strictObject({ username: text, role: text.optional() })),
});

export const plantSchema = z
  .strictObject({
    name: text,
    timeZone: text,
    topicRoot: text,
    revision: text.optional().describe('Revision of the repository, where it is known'),
    counts: z.strictObject({
      domains: count,
      products: count,
      contracts: count,
      datasets: count,
      fields: count,
      tags: count,
      calendars: count,
    }),
    findings: z
      .strictObject({ errors: count, warnings: count, notes: count })
      .optional()
      .describe('What `tundish check` says of these contracts'),
  })
  .meta({ id: 'Plant' });

export const domainSchema = z
  .strictObject({
    id: text,
    products: count,
    datasets: count,
    teams: names,
    readsFrom: names.describe('Other domains whose data its products read'),
    readBy: names.describe('Other domains whose products read its data'),
  })
  .meta({ id: 'Domain' });

const productSummary = {
  id: text,
  name: text,
  domain: text,
  kind: productKindSchema,
  status: statusSchema,
  version: text.optional(),
  purpose: text.optional(),
  team: text.optional(),
  datasets: names.describe('Ids of its datasets'),
};

export const productSummarySchema = z.strictObject(productSummary).meta({ id: 'ProductSummary' });

export const productSchema = z
  .strictObject({
    ...productSummary,
    owner: ownerSchema.optional(),
    folder: text,
    classification: classificationSchema
      .optional()
      .describe('The strictest of its fields that have one'),
    inputPorts: z.array(
      z.strictObject({
        name: text,
        contract: text,
        version: text,
        product: text.optional().describe('The product that offers the contract'),
      }),
    ),
    outputPorts: z.array(z.strictObject({ name: text, version: text, contract: text.optional() })),
    contracts: z.array(
      z.strictObject({
        id: text,
        name: text.optional(),
        versions: z.array(z.strictObject({ major: count, version: text, status: statusSchema })),
      }),
    ),
    consumers: names.describe('Products with an input port on one of its contracts'),
    component: z
      .strictObject({
        source: text.optional(),
        artifact: text.optional(),
        language: text.optional(),
        license: text.optional(),
        makes: names.describe('Ids of the datasets that it makes'),
        intendedUse: text.optional(),
        measured: z.array(z.strictObject({ name: text, value: text })),
      })
      .optional(),
  })
  .meta({ id: 'Product' });

export const contractVersionSchema = z
  .strictObject({
    product: text,
    contract: text,
    name: text.optional(),
    major: count,
    version: text,
    status: statusSchema,
    apiVersion: text.describe('Version of the Open Data Contract Standard'),
    purpose: text.optional(),
    usage: text.optional(),
    limitations: text.optional(),
    datasets: names,
    slas: z.array(
      z.strictObject({
        property: text,
        value: text,
        unit: text.optional(),
        element: text.optional(),
        calendar: text.optional(),
      }),
    ),
    roles: z.array(z.strictObject({ role: text, access: text.optional() })),
    path: text.describe('The contract in the repository'),
  })
  .meta({ id: 'ContractVersion' });

const datasetSummary = {
  id: text,
  name: text,
  kind: datasetKindSchema,
  product: text.optional().describe('Absent for what belongs to the whole plant'),
  domain: text.optional(),
  status: statusSchema.optional(),
  description: text.optional(),
  majors: z.array(count),
  fields: count.describe('Fields of the newest major, nested ones among them'),
  tags: count,
  views: names.describe('Views that consumers read, of all majors'),
};

export const datasetSummarySchema = z.strictObject(datasetSummary).meta({ id: 'DatasetSummary' });

export const viewSchema = z
  .strictObject({
    name: text.describe('`<store>.<view>`'),
    major: count,
    rows: z.enum(['all', 'newest', 'elements', 'samples', 'history', 'reference', 'genealogy']),
    comment: text,
    columns: z.array(
      z.strictObject({
        name: text,
        type: text.describe('PostgreSQL type'),
        nullable: z.boolean(),
        unit: text.optional(),
        classification: text.optional(),
        description: text.optional(),
      }),
    ),
  })
  .meta({ id: 'View' });

export const datasetSchema = z
  .strictObject({
    ...datasetSummary,
    key: names,
    change: z.enum(['append', 'revise']).optional(),
    versions: z.array(
      z.strictObject({ contract: text, major: count, version: text, status: statusSchema }),
    ),
    stream: z
      .strictObject({
        class: z.enum(['event', 'sensor']),
        topics: names.describe('MQTT topics as patterns, without a broker'),
        eventKey: names.optional(),
        eventTime: text.optional(),
        samplingMs: z.number().optional(),
      })
      .optional(),
    transform: z
      .strictObject({
        path: text,
        refresh: z.enum(['full', 'incremental']),
        reads: names.describe('Views'),
      })
      .optional(),
    files: z.strictObject({ folder: text, manifest: text, entries: count }).optional(),
    fileReferences: z.array(
      z.strictObject({
        uri: text,
        sha256: text,
        bytes: text.optional(),
        mediaType: text.optional(),
      }),
    ),
    derives: z.array(
      z.strictObject({
        parent: text,
        parentKind: text,
        child: text,
        childKind: text,
        share: text.optional(),
        position: text.optional(),
      }),
    ),
    result: z
      .strictObject({
        model: text,
        modelVersion: text,
        run: text,
        inputFrom: text,
        inputUntil: text,
      })
      .optional()
      .describe('Of results of a model: which fields say where a record comes from'),
    quality: z.array(
      z.strictObject({
        name: text.optional(),
        description: text.optional(),
        dimension: text.optional(),
        severity: text.optional(),
        field: text.optional(),
      }),
    ),
    madeBy: names.describe('Programs and models that make its records'),
    consumers: names.describe('Products with an input port on its contract'),
    physicalViews: z.array(viewSchema),
  })
  .meta({ id: 'Dataset' });

export const fieldSchema = z
  .strictObject({
    path: text.describe('From the record, with dots'),
    major: count,
    type: text.describe('string, integer, number, boolean, timestamp, array of string, …'),
    unit: unitSchema.optional(),
    classification: classificationSchema.optional(),
    treatment: z.enum(['drop', 'pseudonymise', 'encrypt']).optional(),
    identifier: text.optional().describe('The kind of identifier that the value is'),
    key: z.boolean(),
    required: z.boolean(),
    nullable: z.boolean(),
    businessName: text.optional(),
    description: text.optional(),
    minimum: text.optional(),
    maximum: text.optional(),
    values: names.optional(),
    format: text.optional(),
    columns: z.array(
      z.strictObject({ view: text, column: text, type: text.describe('PostgreSQL type') }),
    ),
  })
  .meta({ id: 'Field' });

export const searchHitSchema = z
  .strictObject({
    kind: z.enum(['product', 'dataset', 'field', 'tag', 'contract', 'calendar']),
    id: text.describe('Unique among hits of its kind'),
    title: text,
    product: text.optional(),
    dataset: text.optional(),
    domain: text.optional(),
    status: statusSchema.optional(),
    type: text.optional(),
    unit: text.optional(),
    classification: text.optional(),
    description: text.optional(),
    score: z.number(),
  })
  .meta({ id: 'SearchHit' });

export type PlantAsset = z.infer<typeof plantSchema>;
export type DomainAsset = z.infer<typeof domainSchema>;
export type ProductSummary = z.infer<typeof productSummarySchema>;
export type ProductAsset = z.infer<typeof productSchema>;
export type ContractVersionAsset = z.infer<typeof contractVersionSchema>;
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
export type DatasetAsset = z.infer<typeof datasetSchema>;
export type ViewAsset = z.infer<typeof viewSchema>;
export type FieldAsset = z.infer<typeof fieldSchema>;
export type SearchHit = z.infer<typeof searchHitSchema>;
export type Classification = z.infer<typeof classificationSchema>;
