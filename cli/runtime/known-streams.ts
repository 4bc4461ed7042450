import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { readPlant } from '../../contracts/read-plant.ts';

/** Ids of the streams that the contracts of a folder describe, as far as they can be read. */
export async function knownStreams(root: string): Promise<readonly string[]> {
  const { plant } = await readPlant(await diskFiles(root));
  const datasets = (plant?.products ?? []).flatMap(({ contracts }) =>
    contracts.flatMap((contract) => contract.datasets),
  );
  return datasets.flatMap(({ source }) => (source.kind === 'stream' ? [source.stream.id] : []));
}
