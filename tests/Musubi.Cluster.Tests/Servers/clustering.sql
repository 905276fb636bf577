-- Where the silos and gateways of a test find each other. Orleans' AdoNet provider reads its statements from OrleansQuery by their keys, and the
-- parameters and columns by their names; what the tables look like is up to whoever writes the statements.
-- A change of a member takes the next version of the whole table, or is refused: the row of the version is locked first, so that of two changes
-- which name the same version one finds it gone.

create table cluster_version (cluster varchar(150) primary key, version integer not null default 0);

create table cluster_member (
    cluster varchar(150) not null references cluster_version,
    address varchar(45) not null,
    port integer not null,
    generation integer not null,
    silo_name varchar(150) not null,
    host_name varchar(150) not null,
    status integer not null,
    client_port integer not null,
    suspected varchar(8000),
    started timestamp(3) not null,
    alive timestamp(3) not null,
    primary key (cluster, address, port, generation)
);

create table OrleansQuery (QueryKey varchar(64) primary key, QueryText varchar(8000) not null);

insert into OrleansQuery values
('InsertMembershipVersionKey', $$
    with added as (insert into cluster_version (cluster) values (@DeploymentId) on conflict do nothing returning 1)
    select count(*) > 0 from added
$$),
('InsertMembershipKey', $$
    with version as (
        update cluster_version v set version = v.version + 1
        where v.cluster = @DeploymentId and v.version = @Version and not exists (
            select 1 from cluster_member m where m.cluster = @DeploymentId and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning v.cluster),
    added as (
        insert into cluster_member (cluster, address, port, generation, silo_name, host_name, status, client_port, started, alive)
        select cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from version
        returning 1)
    select count(*) > 0 from added
$$),
('UpdateMembershipKey', $$
    with version as (
        update cluster_version v set version = v.version + 1
        where v.cluster = @DeploymentId and v.version = @Version and exists (
            select 1 from cluster_member m where m.cluster = @DeploymentId and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning v.cluster),
    changed as (
        update cluster_member m set status = @Status, suspected = @SuspectTimes, alive = greatest(m.alive, @IAmAliveTime)
        from version v where m.cluster = v.cluster and m.address = @Address and m.port = @Port and m.generation = @Generation
        returning 1)
    select count(*) > 0 from changed
$$),
('UpdateIAmAlivetimeKey', $$
    update cluster_member set alive = greatest(alive, @IAmAliveTime)
    where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),
('MembershipReadAllKey', $$
    select v.cluster as "DeploymentId", address as "Address", port as "Port", generation as "Generation", silo_name as "SiloName", host_name as "HostName",
        status as "Status", client_port as "ProxyPort", suspected as "SuspectTimes", started as "StartTime", alive as "IAmAliveTime", version as "Version"
    from cluster_version v left join cluster_member m on m.cluster = v.cluster
    where v.cluster = @DeploymentId
$$),
('MembershipReadRowKey', $$
    select v.cluster as "DeploymentId", address as "Address", port as "Port", generation as "Generation", silo_name as "SiloName", host_name as "HostName",
        status as "Status", client_port as "ProxyPort", suspected as "SuspectTimes", started as "StartTime", alive as "IAmAliveTime", version as "Version"
    from cluster_version v left join cluster_member m on m.cluster = v.cluster and address = @Address and port = @Port and generation = @Generation
    where v.cluster = @DeploymentId
$$),
('GatewaysQueryKey', $$
    select address as "Address", client_port as "ProxyPort", generation as "Generation"
    from cluster_member where cluster = @DeploymentId and status = @Status and client_port > 0
$$),
('DeleteMembershipTableEntriesKey', $$
    with members as (delete from cluster_member where cluster = @DeploymentId) delete from cluster_version where cluster = @DeploymentId
$$),
-- 6: dead.
('CleanupDefunctSiloEntriesKey', $$
    delete from cluster_member where cluster = @DeploymentId and status = 6 and alive < @IAmAliveTime and started < @IAmAliveTime
$$),
('CleanupDefunctSiloEntryKey', $$
    delete from cluster_member
    where cluster = @DeploymentId and status = 6 and address = @Address and port = @Port and generation = @Generation
        and alive = @IAmAliveTime and started = @StartTime and suspected is not distinct from @SuspectTimes
$$);
