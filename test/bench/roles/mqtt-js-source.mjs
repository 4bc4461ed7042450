// The same source on MQTT.js, as its private methods allow: what docs/decisions/0002 compares with.
import mqtt from 'mqtt';

export function mqttJsSource({ url, clientId, filters, window }) {
  let client;
  let epoch = 0;
  return {
    start: (receive) =>
      new Promise((resolve) => {
        client = mqtt.connect(url, {
          clientId,
          clean: false,
          protocolVersion: 5,
          properties: { sessionExpiryInterval: 0xffffffff, receiveMaximum: window.messages },
        });
        client.handleMessage = (packet, done) => {
          receive({
            message: {
              topic: packet.topic,
              body: packet.payload,
              receivedAtMs: Date.now(),
              redelivered: packet.dup,
            },
            token: { epoch, messageId: packet.messageId },
          });
          // An error skips the acknowledgement and goes on with the next packet.
          done(new Error('later'));
        };
        client.on('connect', () => {
          epoch += 1;
          client.subscribe(Object.fromEntries(filters.map((filter) => [filter, { qos: 1 }])), () =>
            resolve(),
          );
        });
      }),
    settle: (deliveries) => {
      for (const { token } of deliveries) {
        if (token.epoch === epoch) {
          client._sendPacket({ cmd: 'puback', messageId: token.messageId, reasonCode: 0 });
        }
      }
    },
    pause: async () => undefined,
    stop: () => client.endAsync(),
  };
}
