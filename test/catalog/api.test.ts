import { connect } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CatalogService, catalogService } from '../../catalog/service/catalog-service.ts';
import { exampleSnapshot, twoMajorSnapshot } from './plants.ts';

let service: CatalogService;

beforeAll(async () => {
  service = await catalogService({ snapshot: await exampleSnapshot(), version: '0.0.0' });
});
afterAll(() => service.close());

const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  service.app.inject({ method: 'GET', url, headers });
const json = async (url: string) => (await get(url)).json();

describe('the JSON API of the example plant', () => {
  it('tells what the plant has', async () => {
    const plant = await json('/api/v1');
    expect(plant).toMatchObject({ name: 'lindwerk', timeZone: 'Europe/Berlin' });
    expect(plant.counts.products).toBe((await json('/api/v1/products')).total);
    expect(plant.findings).toEqual({ errors: 0, warnings: 2, notes: 1 });
  });

  it('tells of domains what they exchange', async () => {
    const { items } = await json('/api/v1/domains');
    expect(items.map(({ id }: { id: string }) => id)).toEqual([
      'casting',
      'energy',
      'process-models',
      'rolling',
    ]);
    expect(await json('/api/v1/domains/process-models')).toMatchObject({ readsFrom: ['casting'] });
  });

  it('narrows products by domain, kind, status and tag', async () => {
    const ids = async (query: string): Promise<readonly string[]> =>
      (await json(`/api/v1/products?${query}`)).items.map(({ id }: { id: string }) => id);
    expect(await ids('domain=energy')).toEqual(['consumption', 'meter']);
    expect(await ids('kind=model')).toEqual(['defect_prediction', 'solidification']);
    expect(await ids('tag=mold_level')).toEqual(['strand']);
    expect(await ids('tag=ML_PV')).toEqual(['strand']);
    expect(await ids('status=retired')).toEqual([]);
  });

  it('tells of a product who owns it, what it reads and who reads it', async () => {
    expect(await json('/api/v1/products/heat_kpi')).toMatchObject({
      owner: { team: 'casting-data' },
      inputPorts: [
        { contract: 'heat', product: 'heat' },
        { contract: 'strand', product: 'strand' },
      ],
      consumers: ['defect_prediction'],
    });
    expect((await json('/api/v1/products/defect_prediction')).component.makes).toContain(
      'defect_prediction.crack_risk',
    );
  });

  it('tells of every major of a contract', async () => {
    const { items } = await json('/api/v1/products/plate/contracts/plate/versions');
    expect(items.map(({ version }: { version: string }) => version)).toEqual(['1.0.3', '2.0.0']);
    const first = await json('/api/v1/products/plate/contracts/plate/versions/1');
    expect(first.slas).toContainEqual(expect.objectContaining({ property: 'endOfSupport' }));
  });

  it('tells of a field its type, unit, key and the columns that show it', async () => {
    const { items } = await json('/api/v1/datasets/heat.heat/fields?limit=100');
    const field = (path: string) => items.find((each: { path: string }) => each.path === path);
    expect(field('heat_id')).toMatchObject({ key: true, identifier: 'heat', type: 'string' });
    expect(field('heat_id').columns).toContainEqual({
      view: 'curated.heat_v1',
      column: 'heat_id',
      type: 'text',
    });
    expect(field('tundish_temperature').unit).toEqual({ code: 'Cel', quantity: 'temperature' });
    expect(field('chemistry.c')).toMatchObject({ classification: 'confidential' });
    expect(field('samples.elements.content').columns[0].view).toBe(
      'curated.heat_samples_elements_v1',
    );
  });

  it('tells of a tag its units and names over time', async () => {
    const { items } = await json('/api/v1/tags?dataset=strand.strand');
    const level = items.find(({ id }: { id: string }) => id === 'mold_level');
    expect(level.periods.map(({ alias }: { alias: string }) => alias)).toEqual([
      'MLC_LVL',
      'ML_PV',
    ]);
    expect(level.periods[0].validUntil).toBe(level.periods[1].validFrom);
    expect(level).toMatchObject({ alias: 'ML_PV', unit: { code: 'mm' } });
  });

  it('tells of calendars and of derivations', async () => {
    const { items } = await json('/api/v1/calendars');
    expect(items[0]).toMatchObject({ name: 'production_day', dayStart: '06:00' });
    expect((await json('/api/v1/datasets/slab.slab')).derives).toEqual([
      expect.objectContaining({ parentKind: 'heat', childKind: 'slab', share: 'heats.share' }),
    ]);
    expect(await json('/api/v1/datasets/genealogy.genealogy')).toMatchObject({ kind: 'reference' });
  });

  it('follows lineage up and down, no further than asked', async () => {
    const one = await json('/api/v1/lineage/heat_kpi.heat_kpi');
    expect(one.edges).toContainEqual({
      from: 'heat.heat',
      to: 'heat_kpi.heat_kpi',
      kind: 'transform',
      via: ['curated.heat_samples_v1', 'curated.heat_v1'],
    });
    const distances = (lineage: { nodes: readonly { distance: number }[] }) =>
      lineage.nodes.map(({ distance }) => distance);
    expect(Math.min(...distances(one))).toBe(-1);
    const up = await json('/api/v1/lineage/heat_kpi.heat_kpi?depth=3&direction=up');
    expect(Math.max(...distances(up))).toBe(0);
    expect(Math.min(...distances(up))).toBeGreaterThanOrEqual(-3);
    const genealogy = await json('/api/v1/lineage/genealogy.genealogy?direction=up');
    expect(genealogy.edges.flatMap(({ via }: { via: string[] }) => via)).toContain('heat → slab');
  });

  it('pages through a list without a gap', async () => {
    const all = (await json('/api/v1/datasets?limit=100')).items;
    const seen: unknown[] = [];
    for (let offset: number | null = 0; offset !== null; ) {
      const page: { items: unknown[]; nextOffset: number | null } = await json(
        `/api/v1/datasets?limit=4&offset=${offset}`,
      );
      seen.push(...page.items);
      offset = page.nextOffset;
    }
    expect(seen).toEqual(all);
    expect(await json('/api/v1/datasets?offset=5000')).toMatchObject({
      items: [],
      nextOffset: null,
    });
  });

  it('says nothing of servers and secrets', async () => {
    const bodies = await Promise.all(
      ['products', 'datasets', 'tags', 'search?q=postgres'].map((path) => get(`/api/v1/${path}`)),
    );
    for (const { body } of bodies)
      expect(body).not.toMatch(/postgres(ql)?:\/\/|mqtts?:\/\/|amqps?:/);
  });

  it('gives both majors of a dataset, the newest where nothing is said', async () => {
    const two = await catalogService({ snapshot: await twoMajorSnapshot(), version: '0.0.0' });
    const fields = async (query: string) =>
      (await two.app.inject(`/api/v1/datasets/heat.heat/fields?limit=100${query}`)).json().items;
    const paths = (items: readonly { path: string }[]) => items.map(({ path }) => path);
    expect(paths(await fields(''))).toContain('superheat');
    expect(paths(await fields('&major=1'))).not.toContain('superheat');
    expect(
      (await two.app.inject('/api/v1/datasets/heat.heat/fields?major=3')).json(),
    ).toMatchObject({
      status: 404,
      suggestions: ['1', '2'],
    });
    await two.close();
  });
});

describe('what HTTP asks of a service', () => {
  it('answers every error as a problem document', async () => {
    const problems: readonly (readonly [string, number])[] = [
      ['/api/v1/nothing', 404],
      ['/api/v1/products/heat_kip', 404],
      ['/api/v1/products?limit=0', 400],
      ['/api/v1/products?limit=ten', 400],
      ['/api/v1/products?color=red', 400],
      ['/api/v1/products?kind=data&kind=model', 400],
      ['/api/v1/search', 400],
      ['/api/v1/products/plate/contracts/plate/versions/one', 400],
      [`/api/v1/products/${'x'.repeat(200)}`, 400],
      [`/api/v1/products?domain=${'x'.repeat(9000)}`, 414],
      ['/api/v1/products/%zz', 400],
    ];
    for (const [url, status] of problems) {
      const response = await get(url);
      expect([url.slice(0, 60), response.statusCode]).toEqual([url.slice(0, 60), status]);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(response.json()).toMatchObject({ status });
    }
  });

  it('tells what may have been meant, and which parameter is wrong', async () => {
    expect((await json('/api/v1/products/heat_kip')).suggestions).toEqual(['heat_kpi']);
    expect((await json('/api/v1/datasets/slab')).suggestions).toContain('slab.slab');
    expect((await json('/api/v1/products?limit=ten')).errors).toEqual([
      { in: 'query', name: 'limit', message: 'must be integer' },
    ]);
    expect((await json('/api/v1/products?color=red')).errors[0].name).toBe('color');
  });

  it('refuses every other method by name, and bodies and media types that it has not', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
      const response = await service.app.inject({
        method: method as 'POST',
        url: '/api/v1/datasets/heat.heat',
        headers: { 'content-type': 'text/odd' },
        ...(method === 'TRACE' ? {} : { payload: '{' }),
      });
      expect([method, response.statusCode, response.headers.allow]).toEqual([
        method,
        405,
        'GET, HEAD',
      ]);
    }
    expect((await get('/api/v1/tags', { accept: 'text/csv' })).statusCode).toBe(406);
    expect((await get('/api/v1/tags', { accept: 'application/*;q=0.1' })).statusCode).toBe(200);
    expect((await get('/api/v1/tags', { accept: '*/*, application/json;q=0' })).statusCode).toBe(
      406,
    );
    const large = { 'content-length': '10000000' };
    expect((await get('/api/v1/tags', large)).statusCode).toBe(413);
  });

  it('answers HEAD like GET without its body, and 304 to what is known', async () => {
    const full = await get('/api/v1/datasets');
    const head = await service.app.inject({ method: 'HEAD', url: '/api/v1/datasets' });
    expect(head.body).toBe('');
    expect(head.headers.etag).toBe(full.headers.etag);
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(full.body)));
    for (const known of [String(full.headers.etag), `"x", W/${full.headers.etag}`, '*']) {
      const response = await get('/api/v1/datasets', { 'if-none-match': known });
      expect([response.statusCode, response.body]).toEqual([304, '']);
    }
    expect((await get('/api/v1/datasets', { 'if-none-match': '"x"' })).statusCode).toBe(200);
  });

  it('allows no script, no frame and no other origin', async () => {
    for (const url of ['/', '/api/v1', '/nowhere']) {
      const { headers } = await get(url);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('shows another snapshot from one request to the next', async () => {
    const swapped = await catalogService({ snapshot: await exampleSnapshot(), version: '0.0.0' });
    const before = await swapped.app.inject('/api/v1');
    swapped.swap(await twoMajorSnapshot());
    const after = await swapped.app.inject('/api/v1');
    expect(before.json().name).toBe('lindwerk');
    expect(after.json().name).toBe('smallworks');
    expect(after.headers.etag).not.toBe(before.headers.etag);
    await swapped.close();
  });

  it('tells Prometheus of routes by pattern, and logs no value of a query', async () => {
    const lines: string[] = [];
    const note = (fields: object, text: string) => {
      lines.push(JSON.stringify({ ...fields, text }));
    };
    const logged = await catalogService({
      snapshot: await exampleSnapshot(),
      version: '0.0.0',
      log: { info: note, warn: note, error: note },
    });
    await logged.app.inject('/api/v1/search?q=hush');
    await logged.app.inject('/api/v1/products/hush');
    await logged.app.inject('/hush');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('hush');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      route: '/api/v1/products/:product',
      status: 404,
    });
    const { body } = await logged.app.inject('/metrics');
    expect(body).toContain('route="/api/v1/search",method="GET",status="200"');
    expect(body).toMatch(/tundish_catalog_assets\{kind="products"\} \d+/);
    expect(body).not.toContain('hush');
    await logged.close();
  });

  it('is alive and ready, and ends although a client holds its connection', async () => {
    const served = await catalogService({ snapshot: await exampleSnapshot(), version: '0.0.0' });
    const url = await served.listen({ port: 0, host: '127.0.0.1' });
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
    await served.close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});

describe('what is no request', () => {
  const sent = (url: string, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString();
      });
      socket.once('close', () => resolve(answer));
      socket.once('error', reject);
    });

  it('is answered with a problem and a closed connection', async () => {
    const served = await catalogService({ snapshot: await exampleSnapshot(), version: '0.0.0' });
    const url = await served.listen({ port: 0, host: '127.0.0.1' });
    const host = 'host: catalog\r\n';
    const cases: readonly (readonly [string, number])[] = [
      ['NONSENSE\r\n\r\n', 400],
      [`FOO /api/v1 HTTP/1.1\r\n${host}\r\n`, 400],
      [`GET /api/v1 HTTP/1.1\r\n${host}x: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
      [`GET /api/v1 HTTP/1.1\r\n${host}content-length: 9999999\r\n\r\n`, 413],
      [`GET /${'x'.repeat(9000)} HTTP/1.1\r\n${host}\r\n`, 414],
      [`POST /api/v1 HTTP/1.1\r\n${host}content-length: 5\r\nconnection: close\r\n\r\n{"a":`, 405],
    ];
    for (const [text, status] of cases) {
      const answer = await sent(url, text);
      expect([text.slice(0, 30), answer.slice(0, 12)]).toEqual([
        text.slice(0, 30),
        `HTTP/1.1 ${status}`,
      ]);
      expect(answer).toContain('application/problem+json');
    }
    await served.close();
  });
});

describe('the OpenAPI document', () => {
  type Operation = {
    readonly operationId: string;
    readonly parameters?: readonly { readonly in: string; readonly name: string }[];
    readonly responses: Readonly<
      Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
    >;
  };
  type Document = {
    readonly openapi: string;
    readonly servers: unknown;
    readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
    readonly components: { readonly schemas: Readonly<Record<string, object>> };
  };

  it('is OpenAPI 3.1, names every operation once and every parameter of a path', async () => {
    const document: Document = await json('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: './' }]);
    const ids = Object.values(document.paths).map(({ get: { operationId } }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, { get: operation }] of Object.entries(document.paths)) {
      const written = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const told = (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name)
        .sort();
      expect([path, told]).toEqual([path, written]);
    }
  });

  it('describes every answer: each one is valid against its schema', async () => {
    const document: Document = await json('/openapi.json');
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: 'openapi', ...document });
    const examples: Readonly<Record<string, readonly string[]>> = {
      domain: (await json('/api/v1/domains')).items.map(({ id }: { id: string }) => id),
      product: (await json('/api/v1/products')).items.map(({ id }: { id: string }) => id),
      dataset: (await json('/api/v1/datasets')).items.map(({ id }: { id: string }) => id),
      id: ['heat.heat', 'plate', 'genealogy.genealogy', 'slab_tracking'],
    };
    let answers = 0;
    const check = async (path: string, url: string): Promise<void> => {
      const response = await get(url);
      const type = String(response.headers['content-type']).split(';')[0] ?? '';
      if (type === 'text/plain') return;
      const { responses } = document.paths[path]?.get ?? { responses: {} };
      const key = String(response.statusCode) in responses ? response.statusCode : 'default';
      const pointer = ['paths', path, 'get', 'responses', String(key), 'content', type, 'schema']
        .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
        .map(encodeURIComponent)
        .join('/');
      const validate = ajv.getSchema(`openapi#/${pointer}`);
      if (validate === undefined)
        throw new Error(`${url}: ${response.statusCode} ${type} is not described`);
      const valid = validate(response.json());
      expect([url, valid, validate.errors]).toEqual([url, true, null]);
      answers += 1;
    };
    for (const path of Object.keys(document.paths)) {
      const [name] = [...path.matchAll(/\{(\w+)\}/g)].map(([, each]) => each ?? '');
      for (const id of name === undefined ? [''] : (examples[name] ?? [])) {
        const url = path
          .replace(`{${name}}`, encodeURIComponent(id))
          .replace('{contract}', id)
          .replace('{major}', '1');
        await check(path, path.endsWith('/search') ? `${url}?q=temperatur&limit=100` : url);
        await check(path, `${url}?limit=0`);
      }
    }
    expect(answers).toBeGreaterThan(100);
  });
});
