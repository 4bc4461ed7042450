import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followable, html, textOf } from '../../catalog/pages/html.ts';
import { type CatalogService, catalogService } from '../../catalog/service/catalog-service.ts';
import { takeSnapshot } from '../../catalog/service/snapshot.ts';
import type { BuiltPlant } from '../../cli/runtime/built-plant.ts';
import { examplePlant } from './plants.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\`\${1}\` &amp; \u202egnp.exe\u2066 \ud800 \u0000</title>`;

/** Every text of plant and plan that nothing looks up by, made hostile. */
function poisoned(built: BuiltPlant): Pick<BuiltPlant, 'plant' | 'plan'> {
  const texts = new Set(
    [
      'name purpose description businessName usage limitations contact username role team comment',
      'domain intendedUse artifact license language code quantity pattern alias reason tags',
    ].flatMap((line) => line.split(' ')),
  );
  const poison = (value: unknown, key: string, path: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => poison(each, key, path));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, poison(each, name, `${path}.${key}`)]),
      );
    }
    if (typeof value !== 'string' || !texts.has(key)) return value;
    if (key === 'contact') return `javascript:alert("${value}")`;
    // Names of fields, datasets and columns are what the assets find each other by.
    const isProductName = key === 'name' && /^\.+products$/.test(path);
    return key === 'name' && !isProductName ? value : `${value}${hostile}`;
  };
  return {
    plant: poison(built.plant, '', '') as BuiltPlant['plant'],
    plan: poison(built.plan, '', '') as BuiltPlant['plan'],
  };
}

let service: CatalogService;
let built: BuiltPlant;

beforeAll(async () => {
  built = await examplePlant();
  service = await catalogService({
    snapshot: takeSnapshot(built.plant, built.plan),
    version: '0.0.0',
  });
});
afterAll(() => service.close());

const page = async (url: string): Promise<string> =>
  (await service.app.inject({ url, headers: { accept: 'text/html' } })).body;

describe('pages', () => {
  it('answer the questions of a consumer in their order', async () => {
    const text = await page('/products/heat');
    const questions = [
      'Can I use it?',
      'What is in it?',
      'How do I read it?',
      'Where does it come from, who uses it?',
      'Versions',
    ].map((question) => text.indexOf(`<h2>${question}</h2>`));
    expect(questions).not.toContain(-1);
    expect(questions).toEqual([...questions].sort((a, b) => a - b));
  });

  it('show units beside fields, the view and a line for psql without a host', async () => {
    const text = await page('/datasets/heat.heat');
    expect(text).toContain('>Cel</span>');
    expect(text).toMatch(/psql -c 'SELECT [a-z_, ]+ FROM curated\.heat_v1 LIMIT 10'/);
    expect(text).not.toMatch(/postgres:\/\/|-h [a-z]/);
  });

  it('show each major by itself', async () => {
    expect(await page('/datasets/plate.plate_inspection')).toContain('curated.plate_inspection_v2');
    const old = await page('/datasets/plate.plate_inspection?major=1');
    expect(old).toContain('curated.plate_inspection_v1');
    expect(old).not.toContain('<code>slab_id</code>');
  });

  it('show how the names of a tag changed', async () => {
    const text = await page('/datasets/strand.strand');
    expect(text).toMatch(/ML_PV[\s\S]+since 2025[\s\S]+MLC_LVL/);
  });

  it('need no script and nothing from elsewhere, and every link leads somewhere', async () => {
    const seen = new Set<string>();
    const waiting = ['/'];
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      if (seen.has(url)) continue;
      seen.add(url);
      const response = await service.app.inject({ url, headers: { accept: '*/*' } });
      expect([url, response.statusCode]).toEqual([url, 200]);
      if (!String(response.headers['content-type']).startsWith('text/html')) continue;
      expect(response.body).not.toMatch(/<script|\son\w+=|style=/);
      for (const [, link] of response.body.matchAll(/(?:href|action)="([^"]*)"/g)) {
        const target = (link ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'");
        if (/^(https:|mailto:|#)/.test(target)) continue;
        // Followed below a prefix that a proxy removes: no link leads out of it.
        const { pathname, search } = new URL(target, `http://proxy/tools/catalog${url}`);
        expect([url, target, pathname]).toEqual([
          url,
          target,
          expect.stringMatching(/^\/tools\/catalog\//),
        ]);
        waiting.push(pathname.slice('/tools/catalog'.length) + search);
      }
    }
    expect(seen.size).toBeGreaterThan(60);
  });

  it('lead back to the first page where nothing is found', async () => {
    const text = await page('/products/heet');
    expect(text).toContain('did you mean heat?');
    expect(text).toContain('href="../"');
  });
});

describe('contract text is hostile', () => {
  it('is shown as text on every page, and answered as JSON', async () => {
    const { plant, plan } = poisoned(built);
    const evil = await catalogService({ snapshot: takeSnapshot(plant, plan), version: '0.0.0' });
    const get = async (url: string) => evil.app.inject({ url, headers: { accept: 'text/html' } });
    const domain = encodeURIComponent(`casting${hostile}`.replace('\ud800', '\ufffd'));
    const urls = [
      '/',
      '/products/heat',
      '/products/defect_prediction',
      '/products/slab_tracking',
      '/datasets/heat.heat',
      '/datasets/strand.strand',
      '/datasets/calendar.production_day',
      '/search?q=alert',
      `/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`,
      `/domains/${domain}`,
    ];
    for (const url of urls) {
      const { body } = await get(url);
      expect([
        url,
        /<script|<img|javascript:alert\S*" rel|\u202e|\u2066|\ud800|\u0000/.exec(body)?.[0],
      ]).toEqual([url, undefined]);
      // One head, one title, one body: nothing of the text closed an element.
      for (const tag of ['<title>', '</title>', '<main', '</main>', '</html>']) {
        expect([url, tag, body.split(tag).length - 1]).toEqual([url, tag, 1]);
      }
      for (const [, href] of body.matchAll(/href="([^"]*)"/g))
        expect(href).not.toMatch(/^\s*javascript:/i);
    }
    expect((await get('/products/heat')).body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect((await get('/products/heat')).body).toContain('[U+202E]');
    expect((await evil.app.inject('/api/v1/products/heat')).json().name).toContain('<script>');
    await evil.close();
  });

  it('is escaped in one place, for content and attributes alike', () => {
    const text = `<a href='x' title="y">&\`\u202e\u200f\u0007`;
    expect(textOf(html`<p title="${text}">${[text]}</p>`)).toBe(
      `<p title="${'&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;&#96;[U+202E][U+200F][U+0007]'}">${'&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;&#96;[U+202E][U+200F][U+0007]'}</p>`,
    );
    expect(textOf(html`${undefined}${false}${0}${html`<b>${'<'}</b>`}`)).toBe('0<b>&lt;</b>');
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/x',
    '//evil.example',
    'x',
  ])('is no link: %s', (text) => {
    expect(followable(text)).toBeUndefined();
  });

  it('is a link where it is https, http or mailto', () => {
    expect(followable('mailto:team@plant.example')).toBe('mailto:team@plant.example');
    expect(followable('https://chat.plant.example/team')).toBe('https://chat.plant.example/team');
  });
});
