import { z } from 'zod';
import { unitSchema } from './shapes.ts';

/** What the repository itself registers: tags and calendars. */

const text = z.string();

const period = {
  alias: text.describe('The name under which the source sends it'),
  description: text.optional(),
  unit: unitSchema.optional(),
  minimum: text.optional(),
  maximum: text.optional(),
  samplingMs: z.number().optional(),
};

export const tagSchema = z
  .strictObject({
    id: text,
    dataset: text,
    product: text,
    domain: text,
    ...period,
    periods: z
      .array(
        z.strictObject({
          ...period,
          validFrom: text.optional(),
          validUntil: text.optional(),
        }),
      )
      .describe('Oldest first; the members beside are those of the last'),
  })
  .meta({ id: 'Tag' });

export const calendarSchema = z
  .strictObject({
    name: text,
    zone: text,
    dayStart: text,
    from: text.optional(),
    until: text.optional(),
    shifts: z.array(z.strictObject({ name: text, start: text })),
    stops: z
      .strictObject({ source: text.describe('File or view'), listed: z.int().min(0).optional() })
      .optional(),
    dataset: text.optional().describe('The dataset whose views hold its rows'),
  })
  .meta({ id: 'Calendar' });

export type TagAsset = z.infer<typeof tagSchema>;
export type CalendarAsset = z.infer<typeof calendarSchema>;
