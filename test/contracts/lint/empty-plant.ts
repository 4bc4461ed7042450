import type { PhysicalNames } from '../../../contracts/lint/lint-context.ts';
import type { Plant } from '../../../contracts/model/plant.ts';

/** A plant without products: for rules that look at files alone. */
export const emptyPlant: Plant = {
  name: 'lindwerk',
  timeZone: 'Europe/Berlin',
  topicRoot: 'plant',
  calendars: [],
  domains: [],
  products: [],
};

export const noNames: PhysicalNames = { relations: [], collisions: [] };
