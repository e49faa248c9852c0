{# A grant on a table lets nobody in who may not use its schema. dbt grants on relations only. #}
{% macro let_readers_in() %}
    {%- if execute and target.type == 'postgres' and flags.WHICH in ('run', 'build') -%}
        {%- set marts = graph.nodes.values()
                | selectattr('resource_type', 'equalto', 'model')
                | selectattr('config.grants', 'defined')
                | selectattr('config.grants.select', 'defined')
                | list -%}
        {%- for schema in schemas if schema in marts | map(attribute='schema') | list %}
            grant usage on schema {{ adapter.quote(schema) }} to lakehouse_read_only;
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
