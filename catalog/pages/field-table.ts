import type { Unit as ModelUnit } from '../../contracts/model/field.ts';
import { unitText } from '../../contracts/plan/field-text.ts';
import { present } from '../assets/present.ts';
import type { TagAsset } from '../assets/register-shapes.ts';
import type { FieldAsset } from '../assets/shapes.ts';
import { type Html, html } from './html.ts';
import { badge, table } from './layout.ts';

type Unit = NonNullable<FieldAsset['unit']>;

/** What is in a dataset: name, type, unit, range, what it means. */
export function fieldTable(caption: string, fields: readonly FieldAsset[]): Html {
  return table(
    caption,
    ['Field', 'Type', 'Unit', 'Range', 'Meaning'],
    fields.map((field) => [
      html`<span class="field">${indent(field.path)}<code>${leaf(field.path)}</code></span>${marks(field)}`,
      html`${field.type}${presence(field)}`,
      field.unit === undefined ? undefined : unit(field.unit),
      range(field),
      html`${field.businessName !== undefined && html`<b>${field.businessName}.</b> `}${field.description}`,
    ]),
  );
}

/** Tags of a register, each with the periods in which its name, unit or range was another. */
export function tagTable(caption: string, tags: readonly TagAsset[]): Html {
  return table(
    caption,
    ['Tag', 'Alias at the source', 'Unit', 'Range', 'Valid', 'Meaning'],
    tags.flatMap(({ id, periods }) =>
      [...periods]
        .reverse()
        .map((period, index) => [
          index === 0 ? html`<code>${id}</code>` : undefined,
          html`<code>${period.alias}</code>`,
          period.unit === undefined ? undefined : unit(period.unit),
          range(period),
          valid(period),
          period.description,
        ]),
    ),
  );
}

function unit(value: Unit): Html {
  return html`<span class="unit" title="${unitText(present(value) as ModelUnit)}">${value.code}</span>${
    value.quantity !== undefined && html` <span class="soft">${value.quantity}</span>`
  }${value.reference !== undefined && html` <span class="soft">at ${value.reference}</span>`}`;
}

function range({
  minimum,
  maximum,
  values,
}: {
  readonly minimum?: string | undefined;
  readonly maximum?: string | undefined;
  readonly values?: readonly string[] | undefined;
}): Html | undefined {
  if (minimum !== undefined && maximum !== undefined) {
    return html`<span class="number">${minimum} … ${maximum}</span>`;
  }
  if (minimum !== undefined) return html`<span class="number">≥ ${minimum}</span>`;
  if (maximum !== undefined) return html`<span class="number">≤ ${maximum}</span>`;
  if (values === undefined) return undefined;
  const shown = values.slice(0, MOST_VALUES);
  return html`${shown.map((value, index) => html`${index > 0 && ' · '}<code>${value}</code>`)}${
    values.length > shown.length &&
    html` <span class="soft">and ${values.length - shown.length} more</span>`
  }`;
}

const MOST_VALUES = 8;

function valid({
  validFrom,
  validUntil,
}: {
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
}): string {
  if (validFrom === undefined) {
    return validUntil === undefined ? 'always' : `until ${validUntil}`;
  }
  return validUntil === undefined ? `since ${validFrom}` : `${validFrom} – ${validUntil}`;
}

function marks(field: FieldAsset): Html {
  const { classification } = field;
  return html`${field.key && html` <span class="badge key">key</span>`}${
    field.identifier !== undefined && html` <span class="badge plain">${field.identifier} id</span>`
  }${
    classification !== undefined &&
    !['public', 'internal'].includes(classification) &&
    html` ${badge(classification)}`
  }${field.treatment !== undefined && html` <span class="badge bad">${field.treatment}</span>`}`;
}

function presence({ required, nullable }: FieldAsset): Html | undefined {
  if (!required) return html` <span class="soft">optional</span>`;
  return nullable ? html` <span class="soft">or null</span>` : undefined;
}

function indent(path: string): Html {
  const depth = path.split('.').length - 1;
  return html`${Array.from({ length: depth }, () => html`<span class="step"></span>`)}`;
}

function leaf(path: string): string {
  return path.split('.').at(-1) ?? path;
}
