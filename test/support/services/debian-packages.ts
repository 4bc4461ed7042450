import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ServiceName } from './service-name.ts';

const packages: Readonly<Partial<Record<ServiceName, string>>> = {
  'PostgreSQL 15': 'postgresql-15',
  RabbitMQ: 'rabbitmq-server',
  Mosquitto: 'mosquitto',
};

export function debianPackageOf(service: ServiceName): string | undefined {
  return packages[service];
}

/** Whether this machine lets us install packages: root on a Debian. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/** The one command that a person with the right to do so would run. */
export function installCommand(names: readonly string[]): string {
  return `sudo apt-get install --no-install-recommends ${names.join(' ')}`;
}

/**
 * Installs Debian packages without starting their services and without making a cluster: a policy
 * that answers 101 stands for the time of the install only, and what stood there before comes
 * back, whatever happens. The lock serialises installs of test runs that start together.
 */
export async function installPackages(names: readonly string[]): Promise<void> {
  const command = [
    '/run/lock/tundish-test-install.lock',
    'bash',
    '-c',
    script,
    'install',
    ...names,
  ];
  try {
    await promisify(execFile)('flock', command, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    throw new Error(`Installing ${names.join(', ')} failed:\n${stderr ?? String(error)}`);
  }
}

const script = `
set -euo pipefail
missing=()
for name in "$@"; do
  dpkg-query -W -f='\${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
done
[ "\${#missing[@]}" -gt 0 ] || exit 0
policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf
kept=$(mktemp -d)
restore() {
  if [ -e "$kept/policy-rc.d" ]; then mv -f "$kept/policy-rc.d" "$policy"; else rm -f "$policy"; fi
  if [ -e "$kept/createcluster.conf" ]; then cat "$kept/createcluster.conf" >"$clusters"
  elif [ -e "$clusters.ucf-dist" ]; then mv -f "$clusters.ucf-dist" "$clusters"
  else rm -f "$clusters"; fi
  rm -rf "$kept"
}
trap restore EXIT
[ ! -e "$policy" ] || cp -a "$policy" "$kept/policy-rc.d"
[ ! -e "$clusters" ] || cp -a "$clusters" "$kept/createcluster.conf"
printf '#!/bin/sh\\nexit 101\\n' >"$policy"
chmod 755 "$policy"
if [ -e "$clusters" ]; then sed -i 's/^#\\?create_main_cluster.*/create_main_cluster = false/' "$clusters"
else mkdir -p "$(dirname "$clusters")"; echo 'create_main_cluster = false' >"$clusters"; fi
options=(-y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold)
apt-get install "\${options[@]}" "\${missing[@]}" || { apt-get update -qq; apt-get install "\${options[@]}" "\${missing[@]}"; }
`;
