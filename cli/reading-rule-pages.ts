/** What a rule of reader, binder or plan is about, and what to write instead, in a line each. */
export interface ReadingRulePage {
  readonly problem: string;
  readonly instead: string;
}

const twoReadings = 'Write the value out in the plain form that every YAML and JSON reader shares.';

/** By rule id. These rules speak where a rule of the linter has nothing to judge yet. */
export const readingRulePages: Readonly<Record<string, ReadingRulePage>> = {
  'file-too-large': {
    problem: 'A contract, schema or table is larger than its limit.',
    instead: 'Split it, or keep data out of the repository: a contract describes data.',
  },
  'file-missing': {
    problem: 'A contract names a schema, register or transform that is not in the repository.',
    instead: 'Add the file, or correct the path; it starts from the folder of the contract.',
  },
  'link-not-followed': {
    problem: 'A symbolic link stands in the plant.',
    instead: 'Put the file or folder itself there.',
  },
  'not-utf8': {
    problem: 'The file holds bytes that are no UTF-8, often a degree sign of an older encoding.',
    instead: 'Save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8.',
  },
  'byte-order-mark': {
    problem: 'The file starts with a byte order mark, as some editors write it.',
    instead: 'Save it as UTF-8 without BOM.',
  },
  'control-character': {
    problem: 'The file holds a character that is not text, or one that turns its direction.',
    instead: 'Delete it; it often comes from copying out of another program.',
  },
  'yaml-syntax': {
    problem: 'The text is no YAML: often an indentation, a missing quote or a tab.',
    instead: 'Put texts with a colon, a # or a leading special character in double quotes.',
  },
  'json-syntax': {
    problem: 'The text is no JSON: often a comma at the end, a comment or a single quote.',
    instead: 'Follow RFC 8259; what should be remarked goes into "$comment".',
  },
  'csv-syntax': {
    problem: 'A row of the table cannot be read: a quote stays open, or a column is missing.',
    instead: 'Separate by commas, and put texts with a comma or quote in double quotes.',
  },
  'too-deep': {
    problem: 'Values are nested deeper than the limit.',
    instead: 'Give the inner part a name of its own and refer to it.',
  },
  'too-many-values': {
    problem: 'The file or folder holds more values than the limit.',
    instead: 'Split it over several contracts or folders.',
  },
  'text-too-long': {
    problem: 'A single text is longer than the limit.',
    instead: 'Move it to a document of its own and link to that.',
  },
  'duplicate-key': {
    problem: 'An object has the same key twice; which one counts depends on the reader.',
    instead: 'Remove one of the two.',
  },
  'forbidden-key': {
    problem: 'A key is one of __proto__, constructor and prototype.',
    instead: 'Choose another name.',
  },
  'yaml-alias': {
    problem: 'The file uses anchors (&name) or aliases (*name).',
    instead: 'Write each value out.',
  },
  'yaml-tag': { problem: 'The file uses a tag such as !!binary.', instead: twoReadings },
  'yaml-directive': {
    problem: 'The file starts with a directive such as %YAML.',
    instead: 'Remove it: files are YAML 1.2.',
  },
  'yaml-documents': {
    problem: 'The file holds several documents, separated by ---.',
    instead: 'Keep one document per file.',
  },
  'yaml-merge': { problem: 'The file uses the merge key <<.', instead: twoReadings },
  'number-ambiguous': {
    problem: 'A number is written so that readers take it for different ones: 0777, 1_000, 12:30.',
    instead: 'Write plain decimal digits, or a text in quotes.',
  },
  'number-out-of-range': {
    problem: 'A number is infinite, or none.',
    instead: 'Write a number, or leave the key out.',
  },
  'number-not-exact': {
    problem: 'A number has more digits than a double carries.',
    instead: 'Write fewer digits, or a text where all of them count.',
  },
  'path-refused': {
    problem: 'A path leads out of the repository, is absolute or is a URL.',
    instead: 'Write a relative path to a file of this repository.',
  },
  'plant-file-missing': {
    problem: 'There is no plant.yaml at the root.',
    instead: 'Write one with name, timeZone and topicRoot; tundish init does.',
  },
  'product-file-missing': {
    problem: 'A folder has contracts and no product.odps.yaml.',
    instead: 'Add one that names id, owner and ports; tundish new product does.',
  },
  'contract-misplaced': {
    problem: 'A contract lies outside of products/<domain>/<product>/.',
    instead: 'Move it there.',
  },
  'file-misnamed': {
    problem: 'A file is nearly called as one that is read: plant.yml, heat.v1.odcs.yml.',
    instead: 'Rename it: plant.yaml, product.odps.yaml, <name>.v<major>.odcs.yaml.',
  },
  'contract-name': {
    problem: 'The name of the file is not <name>.v<major>.odcs.yaml.',
    instead: 'Rename it, with the major of its version.',
  },
  'contract-version': {
    problem: 'The version is no semantic version, or another major than the file says.',
    instead: 'Write version: 1.0.0, with the major of the file name.',
  },
  'format-version': {
    problem: 'The apiVersion or kind is none that is read here.',
    instead: 'Write apiVersion: v3.1.0 and kind: DataContract, or v1.0.0 and DataProduct.',
  },
  'value-missing': { problem: 'A key that is needed is missing.', instead: 'Add it.' },
  'value-type': {
    problem: 'A value is of another kind than its key needs: a list, a text, a number.',
    instead: 'Write it in the kind that the message names.',
  },
  'value-not-allowed': {
    problem: 'A value is none of those that its key takes.',
    instead: 'Write one of those that the message names.',
  },
  'unknown-key': {
    problem: 'A key is not one that is read here.',
    instead: 'Correct the spelling; what is your own goes into customProperties.',
  },
  'name-refused': {
    problem: 'A name cannot become the name of a table, queue or role.',
    instead: 'Write lower case letters, digits and _, a letter first.',
  },
  'name-taken': {
    problem: 'Two things of one kind have the same name.',
    instead: 'Rename one of the two.',
  },
  'said-twice': {
    problem: 'A column, tag, alias, shift, property or entry stands twice.',
    instead: 'Keep one of the two; of a tag, give the newer row a later valid_from.',
  },
  'domain-differs': {
    problem: 'The product says another domain than its folder.',
    instead: 'Move the folder, or correct the domain.',
  },
  'dataset-documented-only': {
    problem: 'A dataset has no tundish entry, so it is described and nothing is made of it.',
    instead: 'Nothing, if that is meant; else add its profile (class, topic or transform).',
  },
  'payload-schema-missing': {
    problem: 'A stream names no payload schema.',
    instead: 'Add authoritativeDefinitions with type: jsonSchema and url: ./<name>.schema.json.',
  },
  'payload-schema': {
    problem: 'The payload schema is no JSON Schema that messages can be checked by.',
    instead: 'Correct the keyword that the message names.',
  },
  'payload-schema-remark': {
    problem: 'A keyword of the schema has no effect, or another one than it seems.',
    instead: 'Remove it, or write what is meant.',
  },
  'payload-root': {
    problem: 'A message is not an object, or a list of objects.',
    instead: 'Put the value into an object with named members.',
  },
  'pattern-refused': {
    problem: 'A regular expression can take time that grows out of bounds.',
    instead: 'Anchor it, avoid repeats inside repeats, or give the text a maxLength.',
  },
  'field-name': {
    problem: 'A field name cannot become a column.',
    instead: 'Write letters, digits and _, a letter first, none of them for Tundish alone (_…).',
  },
  'field-as-json': {
    problem: 'A field has a shape without columns of its own, so it is stored as jsonb.',
    instead: 'Give it properties, or one type, where consumers should compute with it.',
  },
  'too-many-fields': {
    problem: 'A dataset has more fields than a table holds columns.',
    instead: 'Split it into several datasets with the same key.',
  },
  'field-unknown': {
    problem: 'A name leads to no field of the dataset.',
    instead: 'Write the path of a field, with dots: chemistry.c.',
  },
  'field-unfit': {
    problem: 'A field has not the type or the place that its part needs.',
    instead: 'Name another field, or change the type of this one.',
  },
  'field-type-differs': {
    problem: 'The contract says another type of a field than the payload schema.',
    instead: 'Remove logicalType from the contract, or correct the schema.',
  },
  'field-type-missing': { problem: 'A field has no type.', instead: 'Add logicalType.' },
  'field-written-twice': {
    problem: 'A text stands in contract and payload schema.',
    instead: 'Keep it in the payload schema.',
  },
  'key-missing': {
    problem: 'Records that are revised have no key.',
    instead: 'Mark the key fields with primaryKey: true.',
  },
  'key-order': {
    problem: 'Several key fields do not say their order.',
    instead: 'Add primaryKeyPosition: 1, 2, … to each.',
  },
  'event-key-missing': {
    problem: 'An event stream does not say what makes two messages the same event.',
    instead: 'Add eventKey with the fields that a resend repeats.',
  },
  'topic-refused': {
    problem: 'A topic cannot be subscribed to as it is written.',
    instead: 'Write levels of letters and digits and {placeholders}, below topicRoot.',
  },
  'zone-unknown': {
    problem: 'A time zone is none of the IANA database.',
    instead: 'Write Europe/Berlin or the like; offsets are no zones.',
  },
  'duration-refused': {
    problem: 'A duration is not of ISO 8601.',
    instead: 'Write PT5M, PT1S or P1D.',
  },
  'tag-refused': {
    problem: 'A row of the tag register cannot be used.',
    instead: 'Correct the column that the message names.',
  },
  'calendar-refused': {
    problem: 'A calendar, a shift or a stop cannot be used.',
    instead: 'Correct the value that the message names.',
  },
  'manifest-refused': {
    problem: 'A row of a manifest cannot be used.',
    instead: 'Correct path, bytes or checksum.',
  },
  'treatment-refused': {
    problem: 'A treatment of personal data does not fit its field.',
    instead: 'Choose drop, pseudonymise or encrypt, and keep keys and times out of drop.',
  },
  'sql-syntax': {
    problem: 'PostgreSQL does not read the statement.',
    instead: 'Try it with psql; the message names the place.',
  },
  'sql-not-one-select': {
    problem: 'A transform is not exactly one SELECT.',
    instead: 'Write one SELECT; WITH may stand before it.',
  },
  'sql-refused': {
    problem: 'A transform uses what a recompute cannot repeat, or what is not rows of a view.',
    instead: 'Compute from columns alone: no clock, no random numbers, no functions of the server.',
  },
  'sql-reads': {
    problem: 'A transform reads something else than a view of a store with its version.',
    instead: 'Write curated.heat_v1, with store and major.',
  },
  'column-type-differs-between-majors': {
    problem:
      'A field by which records are told apart, ordered or related has another type or unit in one major than in another.',
    instead: 'Give the field of the new major another name.',
  },
  'series-differs-between-majors': {
    problem: 'Two majors of a sensor dataset have other dimensions, tags or times.',
    instead: 'Keep the series alike, or give the dataset of the new major another name.',
  },
  'change-differs-between-majors': {
    problem: 'A dataset has change: append in one major and change: revise in another.',
    instead: 'Write the same change in both, or give the dataset of the new major another name.',
  },
  'personal-differs-between-majors': {
    problem: 'A field is personal in one major and not in another, or treated in another way.',
    instead: 'Write the same classification and treatment in both, or give the field a new name.',
  },
  'register-differs-between-majors': {
    problem: 'Two majors of a sensor dataset name registers that say different things.',
    instead: 'Name one tags.csv in both; an old name of a tag is a row with the same id.',
  },
  'dataset-declared-twice': {
    problem: 'Two contracts declare one dataset in the same major.',
    instead: 'Remove or rename one.',
  },
  'dataset-source-differs-between-majors': {
    problem: 'A dataset is a stream in one major and computed in another.',
    instead: 'Give the dataset of the new major another name.',
  },
  'table-too-wide': {
    problem: 'A dataset needs more columns than a table holds.',
    instead: 'Move lists and rarely used parts to a dataset of their own.',
  },
  'key-too-wide': {
    problem: 'A key has more columns than an index holds.',
    instead: 'Use a shorter key.',
  },
  'transform-view-unknown': {
    problem: 'A transform reads a view that no contract makes.',
    instead: 'Correct its name, or add the contract.',
  },
  'transform-reads-genealogy': {
    problem: 'A transform reads the genealogy.',
    instead: 'Read the datasets whose derivations it shows.',
  },
  'product-id-reserved': {
    problem: 'The id of a product begins like a name of calendars or the genealogy.',
    instead: 'Choose another id.',
  },
  'calendar-too-long': {
    problem: 'A calendar spans more days and shifts than anybody plans.',
    instead: 'Correct from and until.',
  },
  'calendar-stops-unfit': {
    problem: 'The stops of a calendar come from a view that has not the columns of stops.',
    instead: 'Name a view with starts_at, ends_at and reason, or a CSV file.',
  },
  'derivation-not-shown': {
    problem: 'A derivation leads through something that the genealogy cannot show.',
    instead: 'Name fields of the record, or of one list of objects in it.',
  },
  'personal-member-needed': {
    problem: 'A field that is dropped is part of a key, a time or an order.',
    instead: 'Pseudonymise it instead, or leave it out of the key.',
  },
  'sensor-member-not-stored': {
    problem: 'A member of a sample has no column.',
    instead: 'Make it a dimension, or a tag of its own.',
  },
  'generated-fresh': {
    problem:
      'A committed generated file is missing, edited, stale, or made by no contract any more.',
    instead: 'Run tundish generate after the last change of a contract, and commit what it writes.',
  },
};
