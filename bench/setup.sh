#!/usr/bin/env bash
# What the benchmarks compare with, on Debian 12. The product needs none of it.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends libsundials-cvode6 libsundials-nvecserial6 libsundials-sunmatrix4 libsundials-sunlinsol3 r-base-core r-cran-survival
