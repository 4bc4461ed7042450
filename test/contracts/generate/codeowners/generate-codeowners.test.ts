import { describe, expect, it } from 'vitest';
import { generateCodeowners } from '../../../../contracts/generate/codeowners/generate-codeowners.ts';
import type { Agreement } from '../../../../contracts/model/agreement.ts';
import type { Domain, Plant } from '../../../../contracts/model/plant.ts';
import type { Product } from '../../../../contracts/model/product.ts';

const place = { file: 'plant.yaml', line: 1, column: 1 };

function domain(name: string, ...reviewers: readonly string[]): Domain {
  return { name, lead: 'lead', reviewers, place };
}

function agreement(file: string, consumer: string): Agreement {
  return {
    ...{ id: file, consumer, contractId: 'heat', major: 1, columns: [], purpose: '', from: '' },
    place: { ...place, file },
  };
}

function product(id: string, name: string, ...agreements: readonly Agreement[]): Product {
  return {
    ...{ kind: 'data', id, name: id, domain: name, status: 'active', inputPorts: [] },
    ...{ outputPorts: [], contracts: [], waivers: [], agreements, place },
    folder: `products/${name}/${id}`,
  };
}

function plant(domains: readonly Domain[], products: readonly Product[] = []): Plant {
  return {
    ...{ name: 'werk', timeZone: 'UTC', topicRoot: 'plant', calendars: [] },
    domains,
    products,
  };
}

/** The owners that the last matching line gives a path, as code hosts read the file. */
function ownersOf(text: string | undefined, path: string): readonly string[] {
  let owners: readonly string[] = [];
  for (const line of (text ?? '').split('\n')) {
    const [pattern = '', ...names] = line.split(' ');
    if (!pattern.startsWith('/')) continue;
    if (pattern.endsWith('/') ? `/${path}`.startsWith(pattern) : `/${path}` === pattern) {
      owners = names;
    }
  }
  return owners;
}

describe('CODEOWNERS', () => {
  const lindwerk = plant(
    [
      domain('quality', '@lindwerk/quality-lab'),
      domain('casting', '@lindwerk/casting-data', 'k.oberg@lindwerk.example'),
      domain('energy'),
    ],
    [
      product(
        'heat',
        'casting',
        agreement('products/casting/heat/agreements/lab.heat.yaml', 'lab'),
        agreement('products/casting/heat/agreements/slab.heat.yaml', 'slab'),
        agreement('products/casting/heat/agreements/auditor.heat.yaml', 'auditor'),
      ),
      product('slab', 'casting'),
      product('lab', 'quality'),
      product('meter', 'energy'),
    ],
  );
  const [artifact] = generateCodeowners(lindwerk);

  it('is one file at the root, which GitHub and GitLab both read', () => {
    expect(artifact?.path).toBe('CODEOWNERS');
    expect(artifact?.text).toBe(`# The last line that matches a file decides who owns it.

# What concerns the whole plant.
/plant.yaml @lindwerk/casting-data @lindwerk/quality-lab k.oberg@lindwerk.example
/calendars/ @lindwerk/casting-data @lindwerk/quality-lab k.oberg@lindwerk.example
/environments/ @lindwerk/casting-data @lindwerk/quality-lab k.oberg@lindwerk.example
/generated/ @lindwerk/casting-data @lindwerk/quality-lab k.oberg@lindwerk.example
/CODEOWNERS @lindwerk/casting-data @lindwerk/quality-lab k.oberg@lindwerk.example

# The products of a domain.
/products/casting/ @lindwerk/casting-data k.oberg@lindwerk.example
/products/quality/ @lindwerk/quality-lab

# Agreements, by both sides.
/products/casting/heat/agreements/lab.heat.yaml @lindwerk/casting-data @lindwerk/quality-lab k.oberg@lindwerk.example
`);
  });

  it('gives a contract to its domain and an agreement to both sides', () => {
    const casting = ['@lindwerk/casting-data', 'k.oberg@lindwerk.example'];
    const owners = (path: string) => ownersOf(artifact?.text, path);
    expect(owners('products/casting/heat/heat.v1.odcs.yaml')).toEqual(casting);
    expect(owners('products/casting/heat/agreements/slab.heat.yaml')).toEqual(casting);
    expect(owners('products/casting/heat/agreements/lab.heat.yaml')).toContain(
      '@lindwerk/quality-lab',
    );
    expect(owners('products/energy/meter/meter.v1.odcs.yaml')).toEqual([]);
    expect(owners('environments/prod.yaml')).toHaveLength(3);
  });

  it('is not written where no domain names reviewers', () => {
    expect(generateCodeowners(plant([]))).toEqual([]);
    expect(generateCodeowners(plant([domain('casting')]))).toEqual([]);
  });

  it('takes no text for an owner that code hosts would read as another line or pattern', () => {
    const odd = ['@a\n/ @evil', '@a @b', '', '#', '*', '@', 'nobody', '@ok', '@@maintainers'];
    const [made] = generateCodeowners(plant([domain('casting', ...odd)]));
    expect(ownersOf(made?.text, 'products/casting/x')).toEqual(['@@maintainers', '@ok']);
    expect(made?.text).not.toContain('evil');
  });

  it('names the folder where the name of an agreement holds what a pattern would read otherwise', () => {
    const [made] = generateCodeowners(
      plant(
        [domain('casting', '@c'), domain('quality', '@q')],
        [
          product(
            'heat',
            'casting',
            agreement('products/casting/heat/agreements/lab [1] #.heat.yaml', 'lab'),
          ),
          product('lab', 'quality'),
        ],
      ),
    );
    expect(made?.text).toContain('\n/products/casting/heat/agreements/ @c @q\n');
  });
});
