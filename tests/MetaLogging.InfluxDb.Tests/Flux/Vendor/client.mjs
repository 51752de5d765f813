// Does with the vendor's client what one line of JSON on standard input says, step by step, against the server at `url`.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const load = createRequire(process.cwd() + '/');
const { InfluxDB } = load('@influxdata/influxdb-client');
const { BucketsAPI, DeleteAPI, OrgsAPI, PingAPI } = load('@influxdata/influxdb-client-apis');

const { url, token, org, bucket, lines, query, deletion, newBucket } = JSON.parse(readFileSync(0, 'utf8'));
const influx = new InfluxDB({ url, token });
const write = async gzipThreshold => {
  const api = influx.getWriteApi(org, bucket, 'ns', { gzipThreshold, maxRetries: 0, flushInterval: 0 });
  api.writeRecords(lines);
  await api.close();
};

await new PingAPI(influx).getPing();
await new BucketsAPI(influx).getBuckets({ org, name: bucket }).catch(() => {}); // the answer is 404
await new OrgsAPI(influx).getOrgs({ org });
await new BucketsAPI(influx).postBuckets({ body: newBucket });
await write(1 << 20);
await write(1);
await influx.getQueryApi(org).queryRaw(query);
await new DeleteAPI(influx).postDelete({ org, bucket, body: deletion });
