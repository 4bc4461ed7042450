import { describe, expect, test } from 'vitest';
import { topicRouter } from '../../ingestion/topic-router.ts';

describe('a topic', () => {
  const route = topicRouter(
    ['a/+/c', 'a/b/c', 'a/#', '#', '+/x', 'a/b/c/#'].map((filter) => ({ filter, value: filter })),
  );

  test.each([
    ['a/b/c', ['a/+/c', 'a/b/c', 'a/#', '#', 'a/b/c/#']],
    ['a/z/c', ['a/+/c', 'a/#', '#']],
    ['a', ['a/#', '#']],
    ['a/b', ['a/#', '#']],
    ['a/b/c/d', ['a/#', '#', 'a/b/c/#']],
    ['b/x', ['#', '+/x']],
    ['/x', ['#', '+/x']],
    ['$SYS/x', []],
    ['a//c', ['a/+/c', 'a/#', '#']],
  ])('%s belongs to the filters that MQTT says', (topic, filters) => {
    expect(route(topic)).toEqual(filters);
    expect(route(topic)).toEqual(filters);
  });
});
