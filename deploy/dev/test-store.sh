#!/bin/sh
# Runs the tests of uploads against a real store instead of S3Proxy: the contract of both client libraries, uploads
# through a broken network, and kill -9 in the middle of one. For a MinIO server, or any other store that speaks S3:
#
#   SLUICE_TEST_S3_ENDPOINT=127.0.0.1:9000 SLUICE_TEST_S3_KEY=… SLUICE_TEST_S3_SECRET=… SLUICE_TEST_S3_BUCKET=recordings \
#     deploy/dev/test-store.sh
#
# The bucket must be there. All keys begin with sluice-test/; what is below is left there. Two tests are of S3Proxy only
# (TLS with a certificate of its own, and a store whose keys change) and are skipped then.
set -eu
cd "$(dirname "$0")/../.."

for variable in SLUICE_TEST_S3_ENDPOINT SLUICE_TEST_S3_KEY SLUICE_TEST_S3_SECRET SLUICE_TEST_S3_BUCKET; do
  eval "value=\${$variable:-}"
  if [ -z "$value" ]; then
    echo "test-store.sh: $variable is not set: say which store to test with" >&2
    exit 2
  fi
done

mvn -B -ntp -pl recorder test -Dtest='ObjectStoreContractTest,UploadFaultsTest,UploadProcessTest' \
  -Dtest.excluded.groups=long
