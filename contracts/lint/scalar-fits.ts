import type { Json } from '../source/json.ts';
import { itemNodes, jsonOf, memberNode, type NodeAt, plainText } from '../source/node-at.ts';
import { numberAt, typesOf } from './written-schemas.ts';

/** The JSON type of a value; a number without fraction is an integer too. */
function typesOfValue(value: Json): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number')
    return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}

/** True where the `type` beside it lets the value pass. */
export function fitsType(schema: NodeAt, value: Json): boolean {
  const types = typesOf(schema);
  return types === undefined || typesOfValue(value).some((type) => types.includes(type));
}

/**
 * Why a value breaks the keywords of a schema itself, as the rest of a sentence; undefined where it
 * keeps them. What stands in other schemas, and formats, are not looked at.
 */
export function whyNotFitting(schema: NodeAt, value: Json): string | undefined {
  if (!fitsType(schema, value)) return `is not of type ${(typesOf(schema) ?? []).join(' or ')}`;
  const listed = memberNode(schema, 'enum');
  const text = JSON.stringify(value);
  if (
    listed !== undefined &&
    !itemNodes(listed).some((item) => JSON.stringify(jsonOf(item)) === text)
  ) {
    return 'is not one of the allowed values';
  }
  const fixed = memberNode(schema, 'const');
  if (fixed !== undefined && JSON.stringify(jsonOf(fixed)) !== text) return 'is not the constant';
  if (typeof value === 'number') return numberFault(schema, value);
  return typeof value === 'string' ? textFault(schema, value) : undefined;
}

function numberFault(schema: NodeAt, value: number): string | undefined {
  const bound = (name: string) => {
    const text = numberAt(schema, name);
    return text === undefined ? undefined : Number(text);
  };
  const [least, most] = [bound('minimum'), bound('maximum')];
  const [above, below] = [bound('exclusiveMinimum'), bound('exclusiveMaximum')];
  if (least !== undefined && value < least) return `is less than ${least}`;
  if (most !== undefined && value > most) return `is more than ${most}`;
  if (above !== undefined && value <= above) return `is not more than ${above}`;
  return below !== undefined && value >= below ? `is not less than ${below}` : undefined;
}

function textFault(schema: NodeAt, value: string): string | undefined {
  const length = [...value].length;
  const least = Number(numberAt(schema, 'minLength') ?? 0);
  const most = Number(numberAt(schema, 'maxLength') ?? Number.POSITIVE_INFINITY);
  if (length < least) return `has fewer than ${least} characters`;
  if (length > most) return `has more than ${most} characters`;
  const pattern = plainText(memberNode(schema, 'pattern'));
  // A pattern that could take long is refused elsewhere; a short text bounds what it costs here.
  if (pattern === undefined || length > 200 || isCostly(pattern)) return undefined;
  try {
    return new RegExp(pattern, 'u').test(value) ? undefined : `does not match ${pattern}`;
  } catch {
    return undefined;
  }
}

/** Repeats inside repeats, and repeats side by side. */
function isCostly(pattern: string): boolean {
  return (
    pattern.length > 200 ||
    /[*+}]\)?[*+{]|\)[*+{]/.test(pattern) ||
    (pattern.match(/[*+]/g) ?? []).length > 2
  );
}
