import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../cli/command.ts';
import { environmentOf } from '../../../cli/environment.ts';
import { parseEnvironmentFile } from '../../../cli/environment-file.ts';
import { requirePersonalKeys } from '../../../cli/roles/personal-keys.ts';
import { buildPlant } from '../../../cli/runtime/built-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { withPersonal } from '../../support/personal-plant.ts';
import { oneMajor } from '../../support/two-major-plant.ts';

const servers = `stores: { raw: a, metrics: a, curated: a, business: a }
mqtt: { events: a, sensors: a }
`;

async function keys(
  more: string,
  env: Readonly<Record<string, string>>,
  files = withPersonal(oneMajor()),
) {
  const { plan } = await buildPlant(memoryFiles(files));
  const file = parseEnvironmentFile(servers + more, 'environments/plant.yaml');
  return requirePersonalKeys(plan, environmentOf(file, env));
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: the file has variables, not the test.
const both = 'personal:\n  pseudonymKey: ${P}\n  encryptionKey: ${E}\n';
const key = Buffer.alloc(32, 9);

describe('the keys of personal fields', () => {
  test('are read in base64 and hexadecimal', async () => {
    const found = await keys(both, { P: key.toString('base64'), E: key.toString('hex') });
    expect(found).toEqual({ pseudonymKey: key, encryptionKey: key });
  });

  test('are not asked for where nothing is personal', async () => {
    expect(await keys('', {}, oneMajor())).toBeUndefined();
  });

  test.each([
    [
      'that are not in the file',
      '',
      {},
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so it stands in the message.
      "environments/plant.yaml:1:1: the key personal.encryptionKey is missing; write personal: { encryptionKey: ${ENCRYPTION_KEY} }, and set that variable to 32 random bytes in base64 or hexadecimal (openssl rand -base64 32). Stream 'heat.heat' needs it: its field 'operator.name' is personal (pseudonymise)",
    ],
    [
      'whose variable is not set',
      both,
      { E: key.toString('hex') },
      "environments/plant.yaml:4:3: personal.pseudonymKey needs the environment variable P, which is not set. Stream 'heat.heat' needs it: its field 'operator.name' is personal (pseudonymise)",
    ],
    [
      'that are too short, without showing them',
      both,
      { P: 'secret', E: key.toString('hex') },
      "environments/plant.yaml:4:3: personal.pseudonymKey (from P) must be 32 random bytes in base64 or hexadecimal (openssl rand -base64 32). Stream 'heat.heat' needs it: its field 'operator.name' is personal (pseudonymise)",
    ],
  ])('refuse to start a plant with keys %s', async (_, more, env, message) => {
    await expect(keys(more, env)).rejects.toThrow(new UsageError(message));
  });
});
