/** The real services that tests may ask for, by the name that skip messages show. */
export const serviceNames = ['PostgreSQL 15', 'PostgreSQL 18', 'RabbitMQ', 'Mosquitto'] as const;

export type ServiceName = (typeof serviceNames)[number];

/** The variable that names a server of one's own for each service. */
export const urlVariables: Readonly<Record<ServiceName, string>> = {
  'PostgreSQL 15': 'TUNDISH_TEST_POSTGRES_URL',
  'PostgreSQL 18': 'TUNDISH_TEST_POSTGRES_18_URL',
  RabbitMQ: 'TUNDISH_TEST_AMQP_URL',
  Mosquitto: 'TUNDISH_TEST_MQTT_URL',
};
