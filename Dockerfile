# docker build -t feedproof . && docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" feedproof gate
# (as you, so that reports can be written into your folder)
FROM python:3.12.11-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE __init__.py __main__.py ./
COPY spec ./spec
COPY validators ./validators
COPY fixtures ./fixtures
COPY contract_tests ./contract_tests
COPY ci ./ci
RUN python -m venv /opt/feedproof && /opt/feedproof/bin/python -m pip install --no-cache-dir ".[all]"

FROM python:3.12.11-slim-bookworm
COPY --from=build /opt/feedproof /opt/feedproof
ENV PATH=/opt/feedproof/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --create-home feedproof
USER 10001
WORKDIR /work
ENTRYPOINT ["feedproof"]
CMD ["--help"]
