import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogService } from '../../catalog/service/catalog-service.ts';
import { exampleSnapshot } from './plants.ts';

/** TUNDISH_JUDGES is a Python interpreter; the judge's program lies beside it. */
const judges = process.env.TUNDISH_JUDGES;
const program = judges === undefined ? '' : join(dirname(judges), 'st');

describe.skipIf(!existsSync(program))('the API under schemathesis (TUNDISH_JUDGES)', () => {
  it('holds every promise of its OpenAPI document', { timeout: 600_000 }, async () => {
    const service = await catalogService({ snapshot: await exampleSnapshot(), version: '0.0.0' });
    const url = await service.listen({ port: 0, host: '127.0.0.1' });
    // The judge writes its notes where it stands.
    const folder = mkdtempSync(join(tmpdir(), 'tundish-schemathesis-'));
    try {
      const { code, output } = await run(
        [`run`, `${url}/openapi.json`, '-n', '50', '--seed', '1'],
        folder,
      );
      expect(output).toMatch(/\d{3,} generated, \d{3,} passed/);
      expect(code, output.slice(-4000)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await service.close();
    }
  });
});

function run(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
