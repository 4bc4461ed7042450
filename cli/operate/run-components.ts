import type { Source } from '../../connectors/connector.ts';
import type { Log } from '../../connectors/log.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { Environment } from '../environment.ts';
import type { RoleContext } from '../roles/role.ts';
import { type Loop, loopsOf, runLoops } from '../roles/roles.ts';
import { type ComponentLog, componentLog } from './component-log.ts';
import { addressOf } from './servers.ts';

/** One part of the data plane that runs in this process. */
export interface Component {
  readonly name: string;
  /** Where its data comes from and goes to, as addresses. */
  readonly address: string;
  readonly state: 'connecting' | 'at work' | 'not needed';
  readonly log: ComponentLog;
}

/** A component has stopped for a fault of ours or of the plan. */
export class ComponentFailed extends Error {
  override readonly name = 'ComponentFailed';
  readonly component: Component;

  constructor(component: Component, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.component = component;
  }
}

export interface RunningComponents {
  readonly components: readonly Component[];
  /** Resolves once every component is at work, or after `withinMs`. */
  ready(withinMs: number): Promise<void>;
  /** Resolves after the signal, when all have drained. Rejects with ComponentFailed. */
  readonly ended: Promise<void>;
}

/** Starts every loop of the data plane, as `tundish run all` does, and watches their states. */
export function runComponents(context: RoleContext): RunningComponents {
  const { plan, environment, log } = context;
  const states = new Map(
    loopsOf('all', environment).map((loop) => [loop, watched(loop, plan, environment, log)]),
  );
  const starting = [...states].filter(([, { state }]) => state !== 'not needed');
  let onChange: () => void = () => undefined;
  const mark = (component: Mutable): void => {
    component.state = 'at work';
    onChange();
  };
  const ended = runLoops(
    starting.map(([loop]) => ({ ...loop, run: failingAs(loop, states) })),
    context,
    (loop, own) => {
      const component = find(states, loop);
      const tap = startsOf(() => mark(component));
      return { ...own, log: component.log, tap };
    },
  );
  // A loop without a wire of its own is at work as soon as it runs.
  for (const [{ name }, component] of starting) if (!hasSource(name)) component.state = 'at work';
  ended.catch(() => undefined);
  return {
    components: [...states.values()],
    ended,
    ready: async (withinMs) => {
      const allAtWork = (): boolean => starting.every(([, { state }]) => state === 'at work');
      if (allAtWork()) return;
      let timer: NodeJS.Timeout | undefined;
      const settled = new Promise<void>((resolve) => {
        onChange = () => {
          if (allAtWork()) resolve();
        };
        timer = setTimeout(resolve, withinMs);
        context.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([settled, ended]).finally(() => clearTimeout(timer));
    },
  };
}

interface Mutable extends Component {
  state: Component['state'];
}

function watched(loop: Loop, plan: Plan, environment: Environment, log: Log): Mutable {
  const { needs } = loop;
  const needed = needs === undefined || plan.datasets.some(({ kind }) => needs.includes(kind));
  return {
    name: loop.name,
    address: pathOf(loop.name, environment),
    state: needed ? 'connecting' : 'not needed',
    log: componentLog(loop.name, log, Date.now),
  };
}

function find(states: ReadonlyMap<Loop, Mutable>, { name }: Loop): Mutable {
  const found = [...states.values()].find((component) => component.name === name);
  if (found === undefined) throw new Error(`no component ${name}`);
  return found;
}

/** The same loop, whose fault carries the component's name. */
function failingAs(loop: Loop, states: ReadonlyMap<Loop, Mutable>): Loop['run'] {
  return async (context) => {
    try {
      await loop.run(context);
    } catch (error) {
      throw new ComponentFailed(find(states, loop), error);
    }
  };
}

/** Tells when a source has connected for the first time. */
function startsOf(onStart: () => void): (source: Source) => Source {
  return (source) => ({
    start: async (receive) => {
      await source.start(receive);
      onStart();
    },
    settle: (deliveries) => source.settle(deliveries),
    pause: () => source.pause(),
    stop: () => source.stop(),
  });
}

function hasSource(name: string): boolean {
  return /^(pump|reader|writer) /.test(name);
}

function pathOf(name: string, { stores, mqtt, amqp }: Environment): string {
  const queue = amqp === undefined ? '' : addressOf(amqp);
  switch (name) {
    case 'pump events':
      return `${addressOf(mqtt.events)} → raw`;
    case 'pump samples':
      return `${addressOf(mqtt.sensors)} → metrics`;
    case 'reader events':
      return `${addressOf(mqtt.events)} → ${queue}`;
    case 'reader samples':
      return `${addressOf(mqtt.sensors)} → ${queue}`;
    case 'writer events':
      return `${queue} → raw`;
    case 'writer samples':
      return `${queue} → metrics`;
    case 'curated ETL':
      return `raw → curated (${addressOf(stores.curated)})`;
    case 'business ETL':
      return `curated, metrics → business (${addressOf(stores.business)})`;
    default:
      return 'all stores, every six hours';
  }
}
