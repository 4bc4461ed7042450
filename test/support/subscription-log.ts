import { type Log, silentLog } from '../../connectors/log.ts';

/** A log that counts subscriptions: what is published before them reaches nobody. */
export function subscriptionLog(): { readonly log: Log; readonly subscribed: number } {
  let subscribed = 0;
  return {
    log: {
      ...silentLog,
      info: (_fields, text) => {
        if (text.startsWith('connected and subscribed')) subscribed += 1;
      },
    },
    get subscribed() {
      return subscribed;
    },
  };
}
